#include "levels.hpp"

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

#ifdef BADAK_X86
namespace {

// What GCC takes for granted at x86-64-v4 and x86-64-v3, for which the files are compiled.
Vectors of_processor() {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2"))
        return Vectors::base;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512cd") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
        return Vectors::avx2;
    return __builtin_cpu_supports("avx512bf16") ? Vectors::avx512_bf16 : Vectors::avx512;
}

Vectors allowed() {
    const int isa = int(dnnl::get_effective_cpu_isa());
    const auto has = [isa](dnnl::cpu_isa wanted) { return (isa & int(wanted)) == int(wanted); };
    return has(dnnl::cpu_isa::avx512_core_bf16) ? Vectors::avx512_bf16
           : has(dnnl::cpu_isa::avx512_core)    ? Vectors::avx512
           : has(dnnl::cpu_isa::avx2)           ? Vectors::avx2
                                                : Vectors::base;
}

}  // namespace

Vectors vectors() {
    static const Vectors chosen = std::min(of_processor(), allowed());
    return chosen;
}
#else
Vectors vectors() { return Vectors::base; }
#endif

}  // namespace badak
