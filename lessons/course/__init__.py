"""Guided lessons: what a lesson is, its questions and checks answered by a recording, its engine.

``lesson.py`` is the vocabulary; ``format.py`` and ``texts.py`` read a lesson's folder;
``evidence.py`` is a recording as lessons ask it, ``sought.py`` finds hops in it;
``questions.py`` works out options and answers, ``checks.py`` what an exercise must show;
``engine.py`` is the state of a learner and its moves. All of it is pure, save the
reading of the folder.
"""
