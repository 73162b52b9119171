// Which of the loops that are compiled several times, each for one set of instructions, runs on this processor.
#pragma once

namespace badak {

enum class Vectors { base, avx2, avx512, avx512_bf16 };

// The widest that the processor has, or fewer where ONEDNN_MAX_CPU_ISA names a lesser one: then loops and oneDNN's kernels are
// those of that processor. (What is compiled by target_clones in loops.hpp is chosen by the loader and knows no wish.)
Vectors vectors();

}  // namespace badak
