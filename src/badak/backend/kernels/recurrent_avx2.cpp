// Layers with a memory in vectors of 8; compiled for AVX2 and run only where the processor has it.
#define LANES 8
#define ROWS 6
#include "recurrent.inl"

namespace badak {
const RecurrentKernels& recurrent_avx2() {
    static const RecurrentKernels kernels{compiled_for, forward_bytes, run_forward, backward_bytes, run_backward};
    return kernels;
}
}  // namespace badak
