// Vectors of floats and the matrix product in registers, for files that are compiled for one set of instructions: they say
#pragma once
// how wide a vector is (LANES) and how many rows of a product are kept in registers (ROWS).
#include <cstdint>

namespace badak {
namespace {

typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define UNROLL _Pragma("GCC unroll 24")  // short loops over registers: nothing of them may stay in memory
#define INLINE inline __attribute__((always_inline))

typedef uint32_t bits __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef uint16_t halves __attribute__((vector_size(2 * LANES), aligned(2), may_alias));

INLINE vec load(const float* p) { return *reinterpret_cast<const vec*>(p); }
INLINE void store(float* p, vec v) { *reinterpret_cast<vec*>(p) = v; }

// bfloat16 is the upper half of a float32; storing rounds to nearest, ties to even, and keeps NaN one.
INLINE vec load(const uint16_t* p) {
    const bits b = __builtin_convertvector(*reinterpret_cast<const halves*>(p), bits) << 16;
    return reinterpret_cast<const vec&>(b);
}
INLINE void store(uint16_t* p, vec v) {
    const bits b = reinterpret_cast<const bits&>(v);
    const bits rounded = (b + 0x7fff + ((b >> 16) & 1)) >> 16, quiet = (b >> 16) | 0x40;
    *reinterpret_cast<halves*>(p) = __builtin_convertvector((b & 0x7fffffff) > 0x7f800000 ? quiet : rounded, halves);
}

// c (R rows, W vectors) = or += a (R, depth) b (depth, …): a is read at a[r * row + d * step].
template <int R, int W>
INLINE void product_core(const float* a, int64_t row, int64_t step, const float* b, int64_t b_row, float* c, int64_t c_row,
                         int64_t depth, bool add) {
    vec sum[R][W];
    UNROLL
    for (int r = 0; r < R; ++r)
        UNROLL
        for (int w = 0; w < W; ++w) sum[r][w] = add ? load(c + r * c_row + w * LANES) : vec{};
    for (int64_t d = 0; d < depth; ++d) {
        vec line[W];
        UNROLL
        for (int w = 0; w < W; ++w) line[w] = load(b + d * b_row + w * LANES);
        UNROLL
        for (int r = 0; r < R; ++r) {
            const float factor = a[r * row + d * step];
            UNROLL
            for (int w = 0; w < W; ++w) sum[r][w] += factor * line[w];
        }
    }
    UNROLL
    for (int r = 0; r < R; ++r)
        UNROLL
        for (int w = 0; w < W; ++w) store(c + r * c_row + w * LANES, sum[r][w]);
}

template <int W>
void product_columns(const float* a, int64_t row, int64_t step, const float* b, int64_t b_row, float* c, int64_t c_row,
                     int64_t rows, int64_t depth, bool add) {
    constexpr int R = W == 1 ? 2 * ROWS : ROWS;
    int64_t r = 0;
    for (; r + R <= rows; r += R) product_core<R, W>(a + r * row, row, step, b, b_row, c + r * c_row, c_row, depth, add);
    for (; r + 4 <= rows; r += 4) product_core<4, W>(a + r * row, row, step, b, b_row, c + r * c_row, c_row, depth, add);
    for (; r < rows; ++r) product_core<1, W>(a + r * row, row, step, b, b_row, c + r * c_row, c_row, depth, add);
}

void product(const float* a, int64_t row, int64_t step, const float* b, int64_t b_row, float* c, int64_t c_row, int64_t rows,
             int64_t columns, int64_t depth, bool add) {
    int64_t k = 0;
    for (; k + 2 * LANES <= columns; k += 2 * LANES) product_columns<2>(a, row, step, b + k, b_row, c + k, c_row, rows, depth, add);
    for (; k < columns; k += LANES) product_columns<1>(a, row, step, b + k, b_row, c + k, c_row, rows, depth, add);
}

}  // namespace
}  // namespace badak
