"""Each rule against a slow transcription of its paper: one number at a time, Python floats, sums written out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from badak import optimizers

STEPS = 60


def gradients(seed: int) -> list[float]:
    """Gradients of one weight: of changing size, with zeros at the start and in between."""
    rng = np.random.default_rng(seed)
    sizes = 10.0 ** rng.uniform(-4, 2, STEPS)
    values = rng.standard_normal(STEPS) * sizes * (rng.random(STEPS) > 0.2)
    return [0.0, *values[1:].tolist()] if seed % 2 else values.tolist()


def follow(optimizer, grads: list[float]) -> list[float]:
    params = {"w": np.array([0.3])}
    state = optimizer.init(params)
    path = []
    for g in grads:
        params, state = optimizer.update({"w": np.array([g])}, state, params)
        path.append(params["w"].item())
    return path


def gradient_descent(grads, rate=0.1):
    """p = p0 - rate * (sum of all gradients so far)."""
    return [0.3 - rate * math.fsum(grads[: t + 1]) for t in range(len(grads))]


def heavy_ball(grads, rate=0.1, mu=0.9):
    """Polyak 1964: p_{t+1} = p_t - rate * g_t + mu * (p_t - p_{t-1})."""
    before, p, path = 0.3, 0.3, []
    for g in grads:
        before, p = p, p - rate * g + mu * (p - before)
        path.append(p)
    return path


def nesterov(grads, rate=0.1, mu=0.9):
    """Sutskever et al. 2013, equations 3 and 4; the parameters of the optimizer are those at the look-ahead point."""
    theta, v, path = 0.3, 0.0, []
    for g in grads:  # g was measured at theta + mu * v
        v = mu * v - rate * g
        theta = theta + v
        path.append(theta + mu * v)
    return path


def adagrad(grads, rate=0.1, epsilon=1e-3):
    """Duchi et al. 2011: divide by epsilon + sqrt(sum of squares)."""
    p, path = 0.3, []
    for t, g in enumerate(grads):
        p -= rate * g / (epsilon + math.sqrt(math.fsum(x * x for x in grads[: t + 1])))
        path.append(p)
    return path


def rmsprop(grads, rate=0.01, rho=0.9, epsilon=1e-3):
    """Lecture 6e: mean square with weights (1 - rho) rho^age."""
    p, path = 0.3, []
    for t, g in enumerate(grads):
        mean = math.fsum((1 - rho) * rho ** (t - i) * grads[i] ** 2 for i in range(t + 1))
        p -= rate * g / math.sqrt(mean + epsilon)
        path.append(p)
    return path


def centred_rmsprop(grads, rate=0.01, rho=0.9, epsilon=1e-3, mu=0.5):
    """Graves 2013, equations 38-41."""
    p, n, mean, delta, path = 0.3, 0.0, 0.0, 0.0, []
    for g in grads:
        n = rho * n + (1 - rho) * g * g
        mean = rho * mean + (1 - rho) * g
        delta = mu * delta - rate * g / math.sqrt(n - mean * mean + epsilon)
        p += delta
        path.append(p)
    return path


def adadelta(grads, rate=1.0, rho=0.95, epsilon=1e-6):
    """Zeiler 2012, algorithm 1."""
    x, eg, ex, path = 0.3, 0.0, 0.0, []
    for g in grads:
        eg = rho * eg + (1 - rho) * g * g
        dx = -math.sqrt(ex + epsilon) / math.sqrt(eg + epsilon) * g
        ex = rho * ex + (1 - rho) * dx * dx
        x += rate * dx
        path.append(x)
    return path


def adam(grads, rate=0.01, b1=0.9, b2=0.99, epsilon=1e-3):
    """Kingma, Ba 2015, algorithm 1, with the means as the sums of their equation 1."""
    theta, path = 0.3, []
    for t in range(1, len(grads) + 1):
        m = (1 - b1) * math.fsum(b1 ** (t - i) * grads[i - 1] for i in range(1, t + 1))
        v = (1 - b2) * math.fsum(b2 ** (t - i) * grads[i - 1] ** 2 for i in range(1, t + 1))
        theta -= rate * (m / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + epsilon)
        path.append(theta)
    return path


def adam_section_2(grads, rate=0.01, b1=0.9, b2=0.99, epsilon=1e-3):
    """The same paper, end of section 2: the corrections in the rate, epsilon beside the uncorrected root."""
    theta, m, v, path = 0.3, 0.0, 0.0, []
    for t, g in enumerate(grads, 1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        theta -= rate * math.sqrt(1 - b2**t) / (1 - b1**t) * m / (math.sqrt(v) + epsilon)
        path.append(theta)
    return path


def amsgrad(grads, rate=0.01, b1=0.9, b2=0.99, epsilon=1e-3):
    """Reddi et al. 2018, algorithm 2, with Adam's corrections."""
    x, m, v, top, path = 0.3, 0.0, 0.0, 0.0, []
    for t, g in enumerate(grads, 1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        top = max(top, v)
        x -= rate / (1 - b1**t) * m / (math.sqrt(top / (1 - b2**t)) + epsilon)
        path.append(x)
    return path


def adamw(grads, rate=0.01, b1=0.9, b2=0.99, epsilon=1e-3, decay=0.1):
    """Loshchilov, Hutter 2019, algorithm 2: the decay takes the weight from before the step."""
    theta, m, v, path = 0.3, 0.0, 0.0, []
    for t, g in enumerate(grads, 1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        shrunk = theta - rate * decay * theta
        theta = shrunk - rate * (m / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + epsilon)
        path.append(theta)
    return path


def adamax(grads, rate=0.01, b1=0.9, b2=0.99, epsilon=1e-3):
    """Kingma, Ba 2015, algorithm 2, with epsilon beside the maximum over all past gradients."""
    theta, m, path = 0.3, 0.0, []
    for t, g in enumerate(grads, 1):
        m = b1 * m + (1 - b1) * g
        u = max(b2 ** (t - i) * abs(grads[i - 1]) for i in range(1, t + 1))
        theta -= rate / (1 - b1**t) * m / (u + epsilon)
        path.append(theta)
    return path


def nadam(grads, rate=0.01, b1=0.9, b2=0.99, epsilon=1e-3, psi=0.004):
    """Dozat 2016, algorithm 8 with the momentum schedule of section 3."""

    def mu(t):
        return b1 * (1 - 0.5 * 0.96 ** (t * psi))

    theta, m, v, path = 0.3, 0.0, 0.0, []
    for t, g in enumerate(grads, 1):
        now = math.prod(mu(i) for i in range(1, t + 1))
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        ahead = mu(t + 1) * m / (1 - now * mu(t + 1)) + (1 - mu(t)) * g / (1 - now)
        theta -= rate * ahead / (math.sqrt(v / (1 - b2**t)) + epsilon)
        path.append(theta)
    return path


def lion(grads, rate=0.01, b1=0.9, b2=0.99, decay=0.1):
    """Chen et al. 2023, program 1."""
    theta, m, path = 0.3, 0.0, []
    for g in grads:
        c = b1 * m + (1 - b1) * g
        theta -= rate * ((c > 0) - (c < 0) + decay * theta)
        m = b2 * m + (1 - b2) * g
        path.append(theta)
    return path


COMMON = {"beta_1": 0.9, "beta_2": 0.99, "epsilon": 1e-3}
RULES = [
    (gradient_descent, optimizers.SGD(0.1)),
    (heavy_ball, optimizers.SGD(0.1, momentum=0.9)),
    (nesterov, optimizers.SGD(0.1, momentum=0.9, nesterov=True)),
    (adagrad, optimizers.Adagrad(0.1, initial_accumulator_value=0.0, epsilon=1e-3, epsilon_at="outside")),
    (rmsprop, optimizers.RMSprop(0.01, rho=0.9, epsilon=1e-3)),
    (centred_rmsprop, optimizers.RMSprop(0.01, rho=0.9, epsilon=1e-3, momentum=0.5, centered=True)),
    (adadelta, optimizers.Adadelta(1.0, rho=0.95, epsilon=1e-6)),
    (adam, optimizers.Adam(0.01, **COMMON, epsilon_at="corrected")),
    (adam_section_2, optimizers.Adam(0.01, **COMMON)),
    (amsgrad, optimizers.Adam(0.01, **COMMON, amsgrad=True, epsilon_at="corrected")),
    (adamw, optimizers.AdamW(0.01, weight_decay=0.1, **COMMON, epsilon_at="corrected")),
    (adamax, optimizers.Adamax(0.01, **COMMON)),
    (nadam, optimizers.Nadam(0.01, **COMMON, momentum_decay=0.004)),
    (lion, optimizers.Lion(0.01, beta_1=0.9, beta_2=0.99, weight_decay=0.1)),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("paper", "optimizer"), RULES, ids=[paper.__name__ for paper, _ in RULES])
def test_rule_of_the_paper(paper, optimizer, seed):
    grads = gradients(seed)
    np.testing.assert_allclose(follow(optimizer, grads), paper(grads), rtol=1e-10, atol=1e-13)


def test_muon_steps_along_the_orthogonal_part_of_the_gradient():
    """Liu et al. 2025, equation 4: U V^T of the singular value decomposition, as exactly as the iteration brings it."""
    rng = np.random.default_rng(0)
    g = rng.standard_normal((6, 4))
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    optimizer = optimizers.Muon(1.0, weight_decay=None, rms_rate=None, momentum=0.0, nesterov=False)
    params = {"w": np.zeros((6, 4))}
    step = -optimizer.update({"w": g}, optimizer.init(params), params)[0]["w"]
    # the iteration works on each singular value by itself, with the same polynomial
    x = s / (np.linalg.norm(g) + 1e-7)
    for _ in range(5):
        x = 3.4445 * x - 4.7750 * x**3 + 2.0315 * x**5
    np.testing.assert_allclose(step, (u * x) @ vt, rtol=1e-12, atol=1e-12)
    assert (x > 0.65).all() and (x < 1.25).all()


def test_muon_leaves_vectors_embeddings_and_named_layers_to_adamw():
    params = {"dense": {"kernel": np.ones((3, 3)), "bias": np.ones(3)}, "embedding": {"table": np.ones((3, 3))}}
    params["last"] = {"kernel": np.ones((3, 3))}
    rng = np.random.default_rng(1)
    grads = {k: {n: rng.standard_normal(a.shape) for n, a in v.items()} for k, v in params.items()}
    muon = optimizers.Muon(0.01, exclude_layers=("last",))
    adamw = optimizers.AdamW(0.01)
    a, _ = muon.update(grads, muon.init(params), params)
    b, _ = adamw.update(grads, adamw.init(params), params)
    for layer, name in (("dense", "bias"), ("embedding", "table"), ("last", "kernel")):
        np.testing.assert_allclose(a[layer][name], b[layer][name], rtol=1e-12)
    assert abs(a["dense"]["kernel"] - b["dense"]["kernel"]).max() > 1e-4
    assert muon.init(params)["slots"]["velocity"]["dense"]["kernel"] is None
