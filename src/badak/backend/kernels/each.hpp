// A loop run over all elements of one array or of two, block by block, shared among threads.
#pragma once

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

constexpr double work_per_value = 24.0;  // moving a value costs as much as so many operations on it

inline bool alike(const Array& x, const Array& y) {
    return x && y && x.type == y.type && x.shape == y.shape;
}

template <class Loop>
nb::object unary(const Array& x, Loop loop) {
    Array y = make(x.shape, x);
    {
        Running running(work_per_value * double(x.size()));
        share((x.size() + block - 1) / block, running.threads, [&](int64_t begin, int64_t end, int) {
            float a[block + gap], b[block + gap];
            for (int64_t i = begin * block; i < std::min(end * block, x.size()); i += block) {
                const int64_t n = std::min(block, x.size() - i);
                float* to = place(y, i, b);
                loop(read(x, i, n, a), to, n);
                put(y, i, n, b);
            }
        });
    }
    return y.owner;
}

template <class Loop>
nb::object binary(const Array& x, const Array& y, Loop loop) {
    Array z = make(x.shape, x);
    {
        Running running(work_per_value * double(x.size()));
        share((x.size() + block - 1) / block, running.threads, [&](int64_t begin, int64_t end, int) {
            float a[block + gap], b[block + gap], c[block + gap];
            for (int64_t i = begin * block; i < std::min(end * block, x.size()); i += block) {
                const int64_t n = std::min(block, x.size() - i);
                float* to = place(z, i, c);
                loop(read(x, i, n, a), read(y, i, n, b), to, n);
                put(z, i, n, c);
            }
        });
    }
    return z.owner;
}

}  // namespace badak
