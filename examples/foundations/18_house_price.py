"""The price of a house: one ReLU neuron first, then a network whose hidden units have names and see only what concerns them.

python examples/foundations/18_house_price.py
"""

from __future__ import annotations

import numpy as np

import badak
from badak import plots
from badak.errors import phrase
from badak.layers import Dense, concatenate
from ladder import Pictures, run


def houses(n: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Make up houses: size (100 m²), bedrooms, postcode (distance to the centre), wealth of the quarter → price."""
    random = np.random.default_rng(0)
    size, bedrooms = random.uniform(0.3, 2.5, n), random.integers(1, 6, n) / 5
    postcode, wealth = random.uniform(0, 1, n), random.uniform(0, 1, n)
    family, walkability, school = size + bedrooms, 1 - postcode, wealth * (1.2 - postcode)
    price = 1.5 * family + 0.8 * walkability + 1.2 * school + random.normal(0, 0.05, n)
    columns = {"size": size, "bedrooms": bedrooms, "postcode": postcode, "wealth": wealth}
    return {name: v[:, None].astype("float32") for name, v in columns.items()}, price[:, None].astype("float32")


def main(quick: bool = False, pictures: Pictures | None = None) -> None:
    # one neuron: no price is below 0, and small flats cost nothing less than nothing
    badak.set_random_seed(0)
    size = np.linspace(0, 3, 40, dtype="float32")[:, None]
    price = np.maximum(2 * size - 1, 0)
    neuron = badak.Sequential([badak.Input((1,)), Dense(1, activation="relu", kernel_initializer="ones")])
    neuron.compile(badak.optimizers.SGD(0.1), loss="mse")
    neuron.fit(size, price, batch_size=40, epochs=300 if quick else 2000, verbose=0)
    w, b = (float(p.ravel()[0]) for p in neuron.get_weights())
    print(phrase(f"one ReLU neuron: price = max(0, {w:.2f}·size {b:+.2f}); true: max(0, 2·size - 1)",
                 f"ReLU 뉴런 하나: 가격 = max(0, {w:.2f}·넓이 {b:+.2f}), 참값: max(0, 2·넓이 - 1)"))  # fmt: skip

    # partly connected: each hidden unit sees what its name says
    x, y = houses(1000 if quick else 2000)
    given = {name: badak.Input((1,), name=name) for name in x}
    sees = {"family": ("size", "bedrooms"), "walkability": ("postcode",), "school": ("postcode", "wealth")}
    units = []
    for name, inputs in sees.items():
        seen = concatenate([given[i] for i in inputs]) if len(inputs) > 1 else given[inputs[0]]
        units.append(Dense(4, activation="relu", name=name)(seen))
    model = badak.Model(given, Dense(1, name="price")(concatenate(units)), name="house")
    everything = badak.Sequential([badak.Input((4,)), Dense(12, activation="relu"), Dense(1)])
    named, full = model.count_params(), everything.count_params()
    print(
        phrase(
            f"named units: {named} weights; all connected: {full}",
            f"이름 붙은 유닛: 가중치 {named}개, 모두 연결하면 {full}개",
        )
    )

    model.compile(badak.optimizers.Adam(0.02), loss="mse", metrics=["mae"])
    model.fit(x, y, batch_size=32, epochs=40, verbose=0)
    mae = model.evaluate(x, y, verbose=0, return_dict=True)["mae"]
    guess = float(np.abs(y - y.mean()).mean())
    print(phrase(f"wrong by {mae:.3f} on average, where always saying the mean is wrong by {guess:.3f}",
                 f"평균 오차 {mae:.3f}, 항상 평균값으로 답하면 {guess:.3f}"))  # fmt: skip

    if pictures:
        drawn = plots.fit(size[:, 0], price[:, 0], {f"max(0, {w:.2f}x {b:+.2f})": neuron})
        drawn.set(xlabel=phrase("size in 100 m²", "넓이 (100 m²)"), ylabel=phrase("price", "가격"))
        pictures.save("18_relu_neuron", drawn,
            "The price of a house over its size, by one ReLU neuron.",
            "넓이에 따른 집값을 ReLU 뉴런 하나로 나타낸 모습.",
        )  # fmt: skip


if __name__ == "__main__":
    run(main)
