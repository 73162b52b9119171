// A loop run over all elements of one array or of two, shared among threads.
#pragma once

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

constexpr double work_per_value = 24.0;  // moving a value costs as much as so many operations on it

inline bool alike(const Array& x, const Array& y) {
    return x && y && x.type == y.type && x.shape == y.shape;
}

// Results of one argument and of two, by a loop over values as they are stored.
template <class Loop>
nb::object unary(const Array& x, Loop loop) {
    Array y = make(x.shape, x);
    typed(x, [&](auto* from) {
        Running running(work_per_value * double(x.size()));
        share(x.size(), running.threads, [&](int64_t begin, int64_t end, int) {
            loop(from + begin, same(from, y) + begin, end - begin);
        });
    });
    return y.owner;
}

template <class Loop>
nb::object binary(const Array& x, const Array& y, Loop loop) {
    Array z = make(x.shape, x);
    typed(x, [&](auto* from) {
        Running running(work_per_value * double(x.size()));
        share(x.size(), running.threads, [&](int64_t begin, int64_t end, int) {
            loop(from + begin, same(from, y) + begin, same(from, z) + begin, end - begin);
        });
    });
    return z.owner;
}

// A loop over float32 as one that takes bfloat16 too, by way of blocks that stay in the first-level cache.
template <class Loop>
struct InBlocks {
    Loop loop;

    void operator()(const float* x, float* y, int64_t n) const { loop(x, y, n); }
    void operator()(const float* x, const float* y, float* z, int64_t n) const { loop(x, y, z, n); }

    void operator()(const uint16_t* x, uint16_t* y, int64_t n) const {
        float a[block + gap], b[block + gap];
        for (int64_t i = 0, m; i < n; i += m) {
            m = std::min(block, n - i);
            widen(x + i, a, m);
            loop(a, b, m);
            narrow(b, y + i, m);
        }
    }
    void operator()(const uint16_t* x, const uint16_t* y, uint16_t* z, int64_t n) const {
        float a[block + gap], b[block + gap], c[block + gap];
        for (int64_t i = 0, m; i < n; i += m) {
            m = std::min(block, n - i);
            widen(x + i, a, m);
            widen(y + i, b, m);
            loop(a, b, c, m);
            narrow(c, z + i, m);
        }
    }
};

template <class Loop>
InBlocks<Loop> in_blocks(Loop loop) { return {loop}; }

}  // namespace badak
