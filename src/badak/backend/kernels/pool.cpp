// Pooling, channels last: window by window, with all channels of a place in one vector loop.
#include "pool.hpp"

#include <cstring>

#include "channels.hpp"
#include "engine.hpp"

namespace badak {

namespace {

// The number of the place stays a float32 until the end: GCC makes vectors of choices only among values of one kind.
BADAK_CLONES void max_loop(const float* __restrict x, float* __restrict y, float* __restrict place, int64_t n, float number) {
    for (int64_t c = 0; c < n; ++c) {
        const float value = x[c], best = y[c], before = place[c];
        const float larger = value > best ? value : best;
        place[c] = value > best ? number : before;
        y[c] = value != value ? value : larger;  // NaN is not lost
    }
}

BADAK_CLONES void narrow_loop(const float* __restrict from, uint8_t* __restrict to, int64_t n) {
    for (int64_t c = 0; c < n; ++c) to[c] = uint8_t(int32_t(from[c]));
}

BADAK_CLONES void add_where_loop(const float* __restrict g, const uint8_t* __restrict index, float* __restrict dx, int64_t n, uint8_t number) {
    for (int64_t c = 0; c < n; ++c) {
        const float value = g[c];
        dx[c] += index[c] == number ? value : 0.0f;
    }
}

BADAK_CLONES void add_loop(const float* __restrict x, float* __restrict y, int64_t n) {
    for (int64_t c = 0; c < n; ++c) y[c] += x[c];
}

BADAK_CLONES void scale_loop(const float* __restrict x, float* __restrict y, int64_t n, float factor) {
    for (int64_t c = 0; c < n; ++c) y[c] = x[c] * factor;
}

// One, two or three spatial axes as three.
struct Windows {
    int64_t batch = 1, channels = 1, in[3] = {1, 1, 1}, out[3] = {1, 1, 1}, size[3] = {1, 1, 1}, stride[3] = {1, 1, 1},
            before[3] = {0, 0, 0};
    Sizes out_shape;
    bool fits = false;

    Windows(const Sizes& x, const Sizes& k, const Sizes& s, const Sizes& p) {
        const int rank = x.count - 2;
        if (rank < 1 || rank > 3 || k.count != rank || s.count != rank || p.count != 2 * rank) return;
        batch = x[0];
        channels = x[rank + 1];
        out_shape.push(batch);
        for (int i = 0; i < rank; ++i) {
            const int a = 3 - rank + i;
            in[a] = x[1 + i];
            size[a] = k[i];
            stride[a] = s[i];
            before[a] = p[2 * i];
            if (k[i] < 1 || k[i] > 256 || s[i] < 1 || p[2 * i] < 0 || p[2 * i + 1] < 0 || p[2 * i] >= k[i] || p[2 * i + 1] >= k[i])
                return;
            out[a] = (x[1 + i] + p[2 * i] + p[2 * i + 1] - k[i]) / s[i] + 1;
            if (out[a] < 1) return;
            if (out[a] == 1) stride[a] = size[a];  // a step that is never taken, which may be of any length
            out_shape.push(out[a]);
        }
        out_shape.push(channels);
        fits = size[0] * size[1] * size[2] <= 256;
    }

    int64_t places() const { return out[0] * out[1] * out[2]; }

    // Whether every window lies inside, whether none overlap, and whether they leave nothing out.
    bool inside() const {
        bool all = true;
        for (int a = 0; a < 3; ++a) all &= before[a] == 0 && (out[a] - 1) * stride[a] + size[a] <= in[a];
        return all;
    }
    bool apart() const { return stride[0] >= size[0] && stride[1] >= size[1] && stride[2] >= size[2]; }
    bool cover() const {
        bool all = true;
        for (int a = 0; a < 3; ++a) all &= stride[a] == size[a] && out[a] * size[a] == in[a];
        return all;
    }

    // The places of a window's values, from its first one.
    std::vector<int64_t> offsets() const {
        std::vector<int64_t> found;
        for (int64_t i = 0; i < size[0]; ++i)
            for (int64_t j = 0; j < size[1]; ++j)
                for (int64_t k = 0; k < size[2]; ++k) found.push_back(((i * in[1] + j) * in[2] + k) * channels);
        return found;
    }

    // Call body(first value of a row of windows, first of its results) for all rows, shared among threads.
    template <class Body>
    void rows(int threads, Body body) const {
        share(batch * out[0] * out[1], threads, [&](int64_t begin, int64_t end, int) {
            for (int64_t i = begin; i < end; ++i) {
                const int64_t sample = i / (out[0] * out[1]), z = i / out[1] % out[0], y = i % out[1];
                body(sample * sample_size() + ((z * stride[0] * in[1]) + y * stride[1]) * in[2] * channels, i * out[2] * channels);
            }
        });
    }

    // Visit the values of a window that lie inside: body(offset of the value within the sample, number of the place).
    template <class Body>
    void visit(int64_t place, Body body) const {
        const int64_t at[3] = {place / (out[1] * out[2]), place / out[2] % out[1], place % out[2]};
        int number = 0;
        for (int64_t i = 0; i < size[0]; ++i) {
            const int64_t z = at[0] * stride[0] - before[0] + i;
            for (int64_t j = 0; j < size[1]; ++j) {
                const int64_t y = at[1] * stride[1] - before[1] + j;
                for (int64_t k = 0; k < size[2]; ++k, ++number) {
                    const int64_t x = at[2] * stride[2] - before[2] + k;
                    if (z < 0 || y < 0 || x < 0 || z >= in[0] || y >= in[1] || x >= in[2]) continue;
                    body(((z * in[1] + y) * in[2] + x) * channels, number);
                }
            }
        }
    }

    int64_t count(int64_t place) const {
        int64_t n = 0;
        visit(place, [&](int64_t, int) { ++n; });
        return n;
    }
    int64_t sample_size() const { return in[0] * in[1] * in[2] * channels; }
    double work() const { return 16.0 * double(batch * places() * channels) * double(size[0] * size[1] * size[2]); }
};

}  // namespace

nb::object max_pool(nb::handle x_, nb::handle size, nb::handle strides, nb::handle padding) {
    Array x;
    if (!take(x_, x) || !x) return nb::none();
    const Windows w(x.shape, sizes(size), sizes(strides), sizes(padding));
    if (!w.fits) return nb::none();
    Array y = make(w.out_shape, x), index = make_bytes(w.out_shape);
    auto* chosen = static_cast<uint8_t*>(index.data);
    if (w.inside()) {
        typed(x, [&](auto* from) {
            Running running(w.work());
            const auto offsets = w.offsets();
            const WindowRow row{w.out[2], w.channels, w.stride[2] * w.channels, offsets.data(), int(offsets.size())};
            w.rows(running.threads, [&](int64_t at, int64_t to) { wide_loops(from).largest(from + at, same(from, y) + to, chosen + to, row); });
        });
    } else {
        Running running(w.work());
        const int64_t n = w.channels;
        const size_t each = size_t(3 * n + gap);
        std::vector<float> memory(size_t(running.threads) * each);
        share(w.batch * w.places(), running.threads, [&](int64_t begin, int64_t end, int me) {
            float *a = memory.data() + size_t(me) * each, *b = a + n, *won = b + n;
            for (int64_t i = begin; i < end; ++i) {
                const int64_t sample = i / w.places() * w.sample_size();
                float* best = place(y, i * n, b);
                std::fill(best, best + n, -INFINITY);
                std::fill(won, won + n, 0.0f);
                w.visit(i % w.places(), [&](int64_t offset, int number) {
                    max_loop(read(x, sample + offset, n, a), best, won, n, float(number));
                });
                narrow_loop(won, chosen + i * n, n);
                put(y, i * n, n, b);
            }
        });
    }
    return nb::make_tuple(y.owner, index.owner);
}

nb::object max_unpool(nb::handle g_, nb::handle index_, nb::handle input_shape, nb::handle size, nb::handle strides, nb::handle padding) {
    Array g, index;
    if (!take(g_, g) || !g || !take_bytes(index_, index)) return nb::none();
    const Sizes shape = sizes(input_shape);
    const Windows w(shape, sizes(size), sizes(strides), sizes(padding));
    if (!w.fits || !(g.shape == w.out_shape) || !(index.shape == w.out_shape)) return nb::none();
    Array dx = make(shape, g);
    const auto* chosen = static_cast<const uint8_t*>(index.data);
    if (w.inside() && w.apart()) {
        typed(g, [&](auto* from) {
            Running running(w.work());
            const auto offsets = w.offsets();
            const WindowRow row{w.out[2], w.channels, w.stride[2] * w.channels, offsets.data(), int(offsets.size())};
            auto* to = same(from, dx);
            if (!w.cover()) std::memset(to, 0, dx.bytes());
            w.rows(running.threads, [&](int64_t at, int64_t i) { wide_loops(from).spread(from + i, chosen + i, to + at, row); });
        });
    } else {
        Running running(w.work());
        const int64_t n = w.channels;
        const bool wide = g.type == Type::f32;
        std::vector<float> memory(size_t(running.threads) * (n + (wide ? 0 : w.sample_size())));
        share(w.batch, running.threads, [&](int64_t begin, int64_t end, int me) {
            float* buffer = memory.data() + size_t(me) * (n + (wide ? 0 : w.sample_size()));
            for (int64_t s = begin; s < end; ++s) {  // sample by sample: windows may overlap
                float* to = place(dx, s * w.sample_size(), buffer + n);
                std::fill(to, to + w.sample_size(), 0.0f);
                for (int64_t p = 0; p < w.places(); ++p) {
                    const int64_t at = (s * w.places() + p) * n;
                    const float* value = read(g, at, n, buffer);
                    w.visit(p, [&](int64_t offset, int number) { add_where_loop(value, chosen + at, to + offset, n, uint8_t(number)); });
                }
                put(dx, s * w.sample_size(), w.sample_size(), buffer + n);
            }
        });
    }
    return dx.owner;
}

nb::object avg_pool(nb::handle x_, nb::handle size, nb::handle strides, nb::handle padding) {
    Array x;
    if (!take(x_, x) || !x) return nb::none();
    const Windows w(x.shape, sizes(size), sizes(strides), sizes(padding));
    if (!w.fits) return nb::none();
    Array y = make(w.out_shape, x);
    {
        Running running(w.work());
        const int64_t n = w.channels;
        std::vector<float> memory(size_t(running.threads) * 2 * n);
        share(w.batch * w.places(), running.threads, [&](int64_t begin, int64_t end, int me) {
            float *a = memory.data() + size_t(me) * 2 * n, *b = a + n;
            for (int64_t i = begin; i < end; ++i) {
                const int64_t sample = i / w.places() * w.sample_size();
                float* sum = place(y, i * n, b);
                std::fill(sum, sum + n, 0.0f);
                int count = 0;
                w.visit(i % w.places(), [&](int64_t offset, int) { add_loop(read(x, sample + offset, n, a), sum, n), ++count; });
                for (int64_t c = 0; c < n; ++c) sum[c] /= float(count);
                put(y, i * n, n, b);
            }
        });
    }
    return y.owner;
}

nb::object avg_unpool(nb::handle g_, nb::handle input_shape, nb::handle size, nb::handle strides, nb::handle padding) {
    Array g;
    if (!take(g_, g) || !g) return nb::none();
    const Sizes shape = sizes(input_shape);
    const Windows w(shape, sizes(size), sizes(strides), sizes(padding));
    if (!w.fits || !(g.shape == w.out_shape)) return nb::none();
    Array dx = make(shape, g);
    {
        Running running(w.work());
        const int64_t n = w.channels;
        const bool wide = g.type == Type::f32;
        const size_t each = size_t(2 * n) + (wide ? 0 : w.sample_size());
        std::vector<float> memory(size_t(running.threads) * each);
        share(w.batch, running.threads, [&](int64_t begin, int64_t end, int me) {
            float *a = memory.data() + size_t(me) * each, *b = a + n, *whole = b + n;
            for (int64_t s = begin; s < end; ++s) {
                float* to = place(dx, s * w.sample_size(), whole);
                std::fill(to, to + w.sample_size(), 0.0f);
                for (int64_t p = 0; p < w.places(); ++p) {
                    scale_loop(read(g, (s * w.places() + p) * n, n, a), b, n, 1.0f / float(w.count(p)));
                    w.visit(p, [&](int64_t offset, int) { add_loop(b, to + offset, n); });
                }
                put(dx, s * w.sample_size(), w.sample_size(), whole);
            }
        });
    }
    return dx.owner;
}

}  // namespace badak
