#include "winograd.hpp"

#include "levels.hpp"

namespace badak {

const WinogradKernels* winograd() {
    switch (vectors()) {
        case Vectors::avx512_bf16: return &winograd_avx512_bf16();
        case Vectors::avx512: return &winograd_avx512();
        case Vectors::avx2: return &winograd_avx2();
        case Vectors::base: break;
    }
    return nullptr;
}

}  // namespace badak
