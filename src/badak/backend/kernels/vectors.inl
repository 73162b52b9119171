// The matrix product in registers, for files that are compiled for one set of instructions: they say how wide a vector is (LANES)
// and how many rows of a product are kept in registers (ROWS).
#pragma once
#include "lanes.hpp"

namespace badak {
namespace {

// sum += factor * line, each a float32 or a pair of 16-bit numbers
struct Single {
    static INLINE void add(vec& sum, float factor, vec line) { sum += factor * line; }
};
#ifdef __AVX512BF16__
struct Pair {
    static INLINE void add(vec& sum, float factor, vec line) {
        const __m512 both = _mm512_set1_ps(factor);
        sum = (vec)_mm512_dpbf16_ps((__m512)sum, (__m512bh)both, (__m512bh)line);
    }
};
#endif

// c (R rows, W vectors) = or += a (R, depth) b (depth, …): a is read at a[r * row + d * step]. What is there is added last: a sum
// over many products is one of partial sums, and loses fewer digits than one that grows number by number.
template <int R, int W, class Number>
INLINE void product_core(const float* a, int64_t row, int64_t step, const float* b, int64_t b_row, float* c, int64_t c_row,
                         int64_t depth, bool add) {
    vec sum[R][W] = {};
    for (int64_t d = 0; d < depth; ++d) {
        vec line[W];
        UNROLL
        for (int w = 0; w < W; ++w) line[w] = load(b + d * b_row + w * LANES);
        UNROLL
        for (int r = 0; r < R; ++r) {
            const float factor = a[r * row + d * step];
            UNROLL
            for (int w = 0; w < W; ++w) Number::add(sum[r][w], factor, line[w]);
        }
    }
    UNROLL
    for (int r = 0; r < R; ++r)
        UNROLL
        for (int w = 0; w < W; ++w) {
            float* to = c + r * c_row + w * LANES;
            store(to, add ? load(to) + sum[r][w] : sum[r][w]);
        }
}

template <int W, class Number = Single>
void product_columns(const float* a, int64_t row, int64_t step, const float* b, int64_t b_row, float* c, int64_t c_row,
                     int64_t rows, int64_t depth, bool add) {
    constexpr int R = W == 1 ? 2 * ROWS : ROWS;
    int64_t r = 0;
    for (; r + R <= rows; r += R) product_core<R, W, Number>(a + r * row, row, step, b, b_row, c + r * c_row, c_row, depth, add);
    for (; r + 4 <= rows; r += 4) product_core<4, W, Number>(a + r * row, row, step, b, b_row, c + r * c_row, c_row, depth, add);
    for (; r < rows; ++r) product_core<1, W, Number>(a + r * row, row, step, b, b_row, c + r * c_row, c_row, depth, add);
}

template <class Number = Single>
void product(const float* a, int64_t row, int64_t step, const float* b, int64_t b_row, float* c, int64_t c_row, int64_t rows,
             int64_t columns, int64_t depth, bool add) {
    int64_t k = 0;
    for (; k + 2 * LANES <= columns; k += 2 * LANES) product_columns<2, Number>(a, row, step, b + k, b_row, c + k, c_row, rows, depth, add);
    for (; k < columns; k += LANES) product_columns<1, Number>(a, row, step, b + k, b_row, c + k, c_row, rows, depth, add);
}

}  // namespace
}  // namespace badak
