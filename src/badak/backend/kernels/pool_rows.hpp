// Rows of pooling windows that lie inside the data: the values of a window lie at the same offsets from its first one, and a vector
// of channels goes through a window in registers. Compiled for several sets of instructions, each in a file of its own: inside
// clones of one function GCC takes vectors apart before it knows what the clone may use.
#pragma once

#include <cstdint>

namespace badak {

struct WindowRow {
    int64_t columns, channels, step;  // windows, and the way from one to the next
    const int64_t* offsets;
    int count;
};

struct PoolRows {
    void (*largest_f32)(const float* x, float* y, uint8_t* index, const WindowRow&);
    void (*largest_bf16)(const uint16_t* x, uint16_t* y, uint8_t* index, const WindowRow&);
    // g where it came from and 0 elsewhere, for windows that do not overlap
    void (*spread_f32)(const float* g, const uint8_t* index, float* dx, const WindowRow&);
    void (*spread_bf16)(const uint16_t* g, const uint8_t* index, uint16_t* dx, const WindowRow&);

    void largest(const float* x, float* y, uint8_t* i, const WindowRow& r) const { largest_f32(x, y, i, r); }
    void largest(const uint16_t* x, uint16_t* y, uint8_t* i, const WindowRow& r) const { largest_bf16(x, y, i, r); }
    void spread(const float* g, const uint8_t* i, float* dx, const WindowRow& r) const { spread_f32(g, i, dx, r); }
    void spread(const uint16_t* g, const uint8_t* i, uint16_t* dx, const WindowRow& r) const { spread_bf16(g, i, dx, r); }
};

const PoolRows& pool_rows();  // those for this processor

const PoolRows& pool_rows_avx512();
const PoolRows& pool_rows_avx2();
const PoolRows& pool_rows_base();

}  // namespace badak
