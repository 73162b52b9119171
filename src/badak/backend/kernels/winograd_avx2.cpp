// Winograd's convolution in vectors of 8; compiled for AVX2 and run only where the processor has it.
#define LANES 8
#define ROWS 6
#include "winograd.inl"

namespace badak {
const WinogradKernels& winograd_avx2() {
    static const WinogradKernels kernels{compiled_for, scratch_bytes, convolve<float>, convolve<uint16_t>, kernel_grad<float>, kernel_grad<uint16_t>};
    return kernels;
}
}  // namespace badak
