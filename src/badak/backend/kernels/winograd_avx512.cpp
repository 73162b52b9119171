// Winograd's convolution in vectors of 16; compiled for AVX-512 and run only where the processor has it.
#define LANES 16
#define ROWS 12
#include "winograd.inl"

namespace badak {
const WinogradKernels& winograd_avx512() {
    static const WinogradKernels kernels{scratch_bytes, convolve, kernel_grad};
    return kernels;
}
}  // namespace badak
