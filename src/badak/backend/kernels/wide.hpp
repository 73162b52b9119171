// Loops over arrays of float32 or bfloat16 in vectors: batch norm, element-wise operations, sums of columns, rows of pooling windows.
// wide.inl has them; it is compiled for several sets of instructions, each in a file of its own. (In clones of one function, the
// way of loops.hpp, GCC takes vectors apart before it knows what the clone may use: thirty times slower where it compares.)
#pragma once

#include <cstdint>

namespace badak {

constexpr int64_t wide_columns = 64;  // neighbouring columns whose sums stay in registers

// What channels have: their mean, and the scale and shift of (x - mean) scale + shift.
struct Channels {
    const float *mean, *scale, *shift;
};

// Windows of pooling that lie inside the data: the values of a window lie at the same offsets from its first one.
struct WindowRow {
    int64_t columns, channels, step;  // windows, and the way from one to the next
    const int64_t* offsets;
    int count;
};

template <class T>
struct WideLoops {
    // of columns: sums of d and d², d = x - shift; of g and g (x - mean), of what a ReLU behind the normalisation lets through
    void (*moments)(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q);
    void (*products)(const T* g, const T* x, int64_t rows, int64_t columns, bool relu, Channels, double* s, double* q);
    void (*normalise)(const T* x, T* y, int64_t rows, int64_t columns, bool relu, Channels);
    void (*scaled)(const T* x, const T* more, T* y, int64_t rows, int64_t columns, bool relu, const float* scale, const float* shift);
    // scale g + b (x - mean) + c0
    void (*input_grad)(const T* g, const T* x, T* dx, int64_t rows, int64_t columns, bool relu, Channels, const float* b, const float* c0);
    void (*column_sums)(const T* x, int64_t rows, int64_t columns, double* sums);

    void (*relu)(const T* x, T* y, int64_t n);
    void (*relu_slope)(const T* g, const T* out, T* to, int64_t n);
    void (*tanh_slope)(const T* g, const T* out, T* to, int64_t n);
    void (*sigmoid_slope)(const T* g, const T* out, T* to, int64_t n);
    void (*add)(const T* x, const T* y, T* z, int64_t n);
    void (*add_relu)(const T* x, const T* y, T* z, int64_t n);

    // the largest of each window and its number; g where it came from and 0 elsewhere, for windows that do not overlap
    void (*largest)(const T* x, T* y, uint8_t* index, const WindowRow&);
    void (*spread)(const T* g, const uint8_t* index, T* dx, const WindowRow&);
};

struct BothWide {
    const char* compiled_for;
    WideLoops<float> f32;
    WideLoops<uint16_t> bf16;
};

const BothWide& wide_loops();  // those for this processor

inline const WideLoops<float>& wide_loops(const float*) { return wide_loops().f32; }
inline const WideLoops<uint16_t>& wide_loops(const uint16_t*) { return wide_loops().bf16; }

const BothWide& wide_avx512();
const BothWide& wide_avx2();
const BothWide& wide_base();

}  // namespace badak
