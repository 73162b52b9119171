"""The networks that forecast: dense on lags, causal convolutions, LSTM, GRU, encoder and decoder."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

from badak.timeseries.neural import NeuralForecaster
from badak.timeseries.windowing import whole

__all__ = ["GRU", "LSTM", "Conv1D", "Dense", "EncoderDecoder"]


def starting_at_zero(units: int) -> Any:
    """Return the last layer, whose weights start at 0: before it has learned anything, a network forecasts the last value
    (with ``scaling="window"``) or the mean (``"standard"``), and leaves that only for what it finds in the data.

    Args:
        units: numbers that come out.
    """
    from badak import layers

    return layers.Dense(units, kernel_initializer="zeros")


def _sequential(layers: list[Any], length: int, channels: int) -> Any:
    from badak.models import Input, Sequential

    return Sequential([Input((length, channels)), *layers])


@dataclasses.dataclass(eq=False, repr=False)
class Dense(NeuralForecaster):
    r"""Forecasts by dense layers on the lags: an autoregression that may bend.

    $$\hat y_{t+1} = v^\top \mathrm{ReLU}(W x_t + b) + c, \qquad x_t = (y_{t-L+1}, \dots, y_t)$$

    The arguments not named here are those of ``NeuralForecaster``.

    Args:
        length: lags, L.
        units: units of each hidden layer.
        layers: hidden layers; 0 leaves a linear autoregression.
        activation: of the hidden layers.

    Raises:
        ArgumentError: BD003, for arguments without meaning.

    Example:
        >>> import numpy as np
        >>> from badak.timeseries import Dense
        >>> waves = np.sin(np.arange(60) * np.pi / 3)
        >>> model = Dense(6, layers=0, scaling=None, epochs=200, optimizer="adam").fit(waves)
        >>> bool(abs(model.forecast(6) - waves[:6]).max() < 0.3)
        True

    Source: Zhang, Patuwo, Hu 1998, Forecasting with artificial neural networks, International Journal of Forecasting 14.
    """

    units: int = 32
    layers: int = 1
    activation: Any = "relu"

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.units, "Dense", "units")
        whole(self.layers, "Dense", "layers", 0)

    def network(self, channels: int, outputs: int) -> Any:
        """Return dense layers on all numbers of the window.

        Args:
            channels: numbers for each step.
            outputs: numbers at the end.
        """
        from badak import layers

        hidden = [layers.Dense(self.units, activation=self.activation) for _ in range(self.layers)]
        return _sequential([layers.Flatten(), *hidden, starting_at_zero(outputs)], self.length, channels)


@dataclasses.dataclass(eq=False, repr=False)
class Conv1D(NeuralForecaster):
    r"""Forecasts by causal convolutions, each looking twice as far back as the one before.

    $$h^{(i)} = h^{(i-1)} + \mathrm{ReLU}\big(w^{(i)} *_{2^i} h^{(i-1)} + b^{(i)}\big)$$

    Nothing at a step sees what comes after it, and the last step sees the whole window: as many layers are taken as that
    needs. The arguments not named here are those of ``NeuralForecaster``.

    Args:
        length: values in a window.
        filters: channels of each layer.
        kernel_size: steps that a kernel sees, at least 2.

    Raises:
        ArgumentError: BD003, for arguments without meaning.

    Source: van den Oord et al. 2016, arXiv 1609.03499, section 2.1; Bai, Kolter, Koltun 2018, arXiv 1803.01271, section 3.
    """

    filters: int = 32
    kernel_size: int = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.filters, "Conv1D", "filters")
        whole(self.kernel_size, "Conv1D", "kernel_size", 2)

    def network(self, channels: int, outputs: int) -> Any:
        """Return dilated layers until the last step sees the first.

        Args:
            channels: numbers for each step.
            outputs: numbers at the end.
        """
        from badak import layers
        from badak.models import Input, Model

        more: dict[str, Any] = {"padding": "causal", "activation": "relu", "kernel_initializer": "glorot_uniform"}
        x = Input((self.length, channels))
        seen, dilation, h = self.kernel_size, 2, layers.Conv1D(self.filters, self.kernel_size, **more)(x)
        while seen < self.length:
            h = h + layers.Conv1D(self.filters, self.kernel_size, dilation_rate=dilation, **more)(h)
            seen, dilation = seen + (self.kernel_size - 1) * dilation, dilation * 2
        return Model(x, starting_at_zero(outputs)(h[:, -1]))


@dataclasses.dataclass(eq=False, repr=False)
class _Recurrent(NeuralForecaster):
    """What LSTM and GRU share: layers on top of each other, of which the last step speaks."""

    kind: ClassVar[str] = "LSTM"  # of badak.layers
    units: int = 32
    layers: int = 1
    dropout: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.units, type(self).__name__, "units")
        whole(self.layers, type(self).__name__, "layers")
        if isinstance(self.dropout, bool) or not 0 <= self.dropout < 1:
            self._refuse("dropout", "0 ≤ dropout < 1")

    def network(self, channels: int, outputs: int) -> Any:
        """Return recurrent layers, and a dense one on the last output.

        Args:
            channels: numbers for each step.
            outputs: numbers at the end.
        """
        from badak import layers

        kind = getattr(layers, self.kind)
        stack: list[Any] = [kind(self.units, return_sequences=i < self.layers - 1) for i in range(self.layers)]
        if self.dropout:
            stack.append(layers.Dropout(self.dropout))
        return _sequential([*stack, starting_at_zero(outputs)], self.length, channels)


@dataclasses.dataclass(eq=False, repr=False)
class LSTM(_Recurrent):
    """Forecasts by a long short-term memory that reads the window step by step.

    The arguments not named here are those of ``NeuralForecaster``.

    Args:
        length: values in a window.
        units: size of the memory.
        layers: LSTM layers on top of each other.
        dropout: share of the last outputs that is dropped while learning.

    Raises:
        ArgumentError: BD003, for arguments without meaning.

    Source: Hochreiter, Schmidhuber 1997, Long short-term memory, Neural Computation 9; see ``badak.layers.LSTM``.
    """


@dataclasses.dataclass(eq=False, repr=False)
class GRU(_Recurrent):
    """Forecasts by gated recurrent units that read the window step by step.

    The arguments not named here are those of ``NeuralForecaster``.

    Args:
        length: values in a window.
        units: size of the memory.
        layers: GRU layers on top of each other.
        dropout: share of the last outputs that is dropped while learning.

    Raises:
        ArgumentError: BD003, for arguments without meaning.

    Source: Cho et al. 2014, arXiv 1406.1078; see ``badak.layers.GRU``.
    """

    kind: ClassVar[str] = "GRU"


@dataclasses.dataclass(eq=False, repr=False)
class EncoderDecoder(NeuralForecaster):
    r"""Forecasts by two LSTMs: one reads the window, the other starts from what it remembers and writes the future.

    $$(h, c) = \mathrm{LSTM}_{enc}(y_{t-L+1}, \dots, y_t), \qquad
    \hat y_{t+k} = v^\top g_k + d, \quad g_1, \dots, g_H = \mathrm{LSTM}_{dec}(h, \dots, h;\; h, c)$$

    All steps come at once, so ``multi_step`` is ``"direct"``; the decoder reads what the encoder remembers at every step
    instead of its own last forecast, so that errors do not feed on themselves. The arguments not named here are those of
    ``NeuralForecaster``.

    Args:
        length: values in a window.
        horizon: values that the decoder writes.
        units: size of both memories.

    Raises:
        ArgumentError: BD003, for arguments without meaning.

    Source: Sutskever, Vinyals, Le 2014, arXiv 1409.3215; without feedback as Wen et al. 2017, arXiv 1711.11053, section 3.
    """

    horizon: int | None = 12
    _: dataclasses.KW_ONLY
    multi_step: str = "direct"
    units: int = 32

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self.units, "EncoderDecoder", "units")
        if self.multi_step != "direct":
            self._refuse("multi_step", "'direct'")

    def network(self, channels: int, outputs: int) -> Any:
        """Return encoder and decoder.

        Args:
            channels: numbers for each step.
            outputs: numbers at the end.
        """
        from badak import layers
        from badak.models import Input, Model

        lstm: Any = layers.LSTM
        x = Input((self.length, channels))
        last, h, c = lstm(self.units, return_state=True)(x)
        repeated = layers.RepeatVector(self.steps)(last)
        written = lstm(self.units, return_sequences=True)(repeated, initial_state=[h, c])
        each = starting_at_zero(outputs // self.steps)(written)
        return Model(x, layers.Reshape((outputs,))(each))
