// Winograd's convolution in vectors of 16, for processors of AVX-512 that round to bfloat16 by themselves.
#define LANES 16
#define ROWS 12
#include "winograd.inl"

namespace badak {
const WinogradKernels& winograd_avx512_bf16() {
    static const WinogradKernels kernels{compiled_for, scratch_bytes, convolve<float>, convolve<uint16_t>, kernel_grad<float>, kernel_grad<uint16_t>};
    return kernels;
}
}  // namespace badak
