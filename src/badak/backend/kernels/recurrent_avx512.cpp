// Layers with a memory in vectors of 16; compiled for AVX-512 and run only where the processor has it.
#define LANES 16
#define ROWS 12
#include "recurrent.inl"

namespace badak {
const RecurrentKernels& recurrent_avx512() {
    static const RecurrentKernels kernels{compiled_for, forward_bytes, run_forward, backward_bytes, run_backward};
    return kernels;
}
}  // namespace badak
