// Arrays whose last axis is the channels, in blocks of whole rows: how loops over them are shared, and sums per channel.
#pragma once

#include <numeric>

#include "loops.hpp"
#include "wide.hpp"

namespace badak {
namespace {

constexpr int64_t stretch = 1 << 14;    // values that are read twice while they are near

// An array as rows of columns. Few channels are repeated until they fill whole vectors: a row is then several pixels, and the
// numbers of the channels are repeated with them. A last row may be shorter.
struct Layout {
    int64_t channels, size, columns, per_block;
    explicit Layout(const Sizes& shape) : channels(shape[shape.count - 1]), size(shape.product()), columns(channels) {
        const int64_t together = std::lcm(channels, wide_columns);
        if (channels < 128 && together <= size) columns = together;
        per_block = std::max<int64_t>(1, stretch / columns) * columns;
    }
    int64_t blocks() const { return (size + per_block - 1) / per_block; }
    double rows() const { return double(size / channels); }
    std::vector<float> repeated(const float* values) const {
        std::vector<float> out(columns);
        for (int64_t i = 0; i < columns; ++i) out[i] = values[i % channels];
        return out;
    }
};

// Call body(first value, rows, columns, thread) for the blocks of an array, and for what is left of a last row.
template <class Body>
void over_blocks(const Layout& l, int threads, Body body) {
    share(l.blocks(), threads, [&](int64_t begin, int64_t end, int me) {
        for (int64_t i = begin; i < end; ++i) {
            const int64_t at = i * l.per_block, n = std::min(l.per_block, l.size - at), rest = n % l.columns;
            if (n >= l.columns) body(at, n / l.columns, l.columns, me);
            if (rest) body(at + n - rest, 1, rest, me);
        }
    });
}

// Sums per channel over all rows: body adds a block's to `sums`, one stretch of `apart` numbers after the other. float32 within a
// block, float64 over blocks; the order depends on the number of threads alone.
template <class Body>
std::vector<double> channel_sums(const Layout& l, int threads, int count, Body body) {
    const int64_t apart = l.columns + 8, each = count * apart;
    std::vector<double> partial(size_t(threads) * each, 0.0), total(size_t(count) * l.channels, 0.0);
    over_blocks(l, threads, [&](int64_t at, int64_t rows, int64_t columns, int me) { body(at, rows, columns, partial.data() + me * each, apart); });
    for (int t = 0; t < threads; ++t) {
        for (int k = 0; k < count; ++k) {
            const double* from = partial.data() + t * each + k * apart;
            for (int64_t i = 0; i < l.columns; ++i) total[k * l.channels + i % l.channels] += from[i];
        }
    }
    return total;
}

}  // namespace
}  // namespace badak
