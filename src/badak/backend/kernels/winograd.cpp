#include "winograd.hpp"

namespace badak {

const WinogradKernels* winograd() {
    static const WinogradKernels* chosen = __builtin_cpu_supports("avx512bf16") ? &winograd_avx512_bf16()
                                           : __builtin_cpu_supports("avx512f") ? &winograd_avx512()
                                           : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &winograd_avx2()
                                                                                                             : nullptr;
    return chosen;
}

}  // namespace badak
