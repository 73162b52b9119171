"""A whole process: 13-64-1 on 500 rows, Adam, batches of 32, 200 epochs; prints the last loss."""

import keras
import numpy as np

random = np.random.default_rng(0)
x = random.normal(size=(500, 13)).astype(np.float32)
y = (x @ random.normal(size=(13, 1)) + np.sin(2 * x[:, :1])).astype(np.float32)

keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((13,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="mean_squared_error")
history = model.fit(x, y, batch_size=32, epochs=200, verbose=0)
print(f"{history.history['loss'][-1]:.4f}")
