"""Models as scikit-learn estimators: ``Classifier``, ``Regressor`` and ``Transformer`` around any badak model.

They stand in pipelines, searches and cross-validation like scikit-learn's own, and pass its ``check_estimator``; see each
class for the checks that it does not pass and why. ``pip install "badak[sklearn]"`` brings scikit-learn along; nothing
else of badak needs it.

Example:
    >>> from badak.sklearn import Classifier
    >>> X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], ["even", "odd", "odd", "even"]
    >>> classifier = Classifier(epochs=300, optimizer__learning_rate=0.01, random_state=0).fit(X, y)
    >>> classifier.predict(X).tolist()
    ['even', 'odd', 'odd', 'even']
"""

from __future__ import annotations

from badak.sklearn import needed as needed  # first: says what is missing, before anything imports scikit-learn

# isort: split
from badak.sklearn.classifier import Classifier
from badak.sklearn.regressor import Regressor
from badak.sklearn.transformer import Transformer

__all__ = ["Classifier", "Regressor", "Transformer"]
