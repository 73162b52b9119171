// Convolution with a 3×3 kernel and stride 1 by Winograd's method: four multiplications instead of nine for an output in each
// direction pair, F(4×4, 3×3) of Lavin and Gray 2016, arXiv 1509.09308. Data are taken to 36 points, multiplied there by
// ordinary matrix products over the channels, and taken back.
#pragma once

#include <cstddef>
#include <cstdint>

namespace badak {

struct WinogradProblem {
    int64_t batch, height, width, channels, filters;  // of the input; channels and filters are multiples of 16
    int64_t out_height, out_width, above, left;       // size of the output, padding before
    int threads;

    int64_t tile_rows() const { return (out_height + 3) / 4; }
    int64_t tile_columns() const { return (out_width + 3) / 4; }
    int64_t tiles() const { return batch * tile_rows() * tile_columns(); }
};

// What is done to an output before it is written: scale (or null), shift (or null), ReLU.
struct WinogradFinish {
    const float* scale;
    const float* shift;
    bool relu;
};

struct WinogradKernels {
    const char* compiled_for;
    size_t (*scratch_bytes)(const WinogradProblem&);
    // turned: w is (3, 3, filters, channels) and used flipped, which makes the gradient by the data of a convolution
    void (*convolve)(const WinogradProblem&, const float* x, const float* w, bool turned, float* y, const WinogradFinish&, char* scratch);
    void (*convolve_bf16)(const WinogradProblem&, const uint16_t* x, const float* w, bool turned, uint16_t* y, const WinogradFinish&,
                          char* scratch);
    void (*kernel_grad)(const WinogradProblem&, const float* x, const float* g, float* dw, char* scratch);
    void (*kernel_grad_bf16)(const WinogradProblem&, const uint16_t* x, const uint16_t* g, float* dw, char* scratch);
};

// Those for this processor; null where it has no wide vectors.
const WinogradKernels* winograd();

const WinogradKernels& winograd_avx512_bf16();
const WinogradKernels& winograd_avx512();
const WinogradKernels& winograd_avx2();

}  // namespace badak
