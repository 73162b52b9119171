// Layers with a memory: every thread takes its part of the batch through all steps, without waiting for the others. Why not
// oneDNN's own: docs/design/0006.
#pragma once

#include <cstddef>
#include <cstdint>

#include "array.hpp"

namespace badak {

enum class Memory { lstm, gru, gru_before, plain };  // gru_before: the state is reset before its product
enum class Slope { none, tanh, relu };               // of Memory::plain

// Arrays in order: data (batch, time, …), kernels (…, gates · units) in Keras's order, cells and gates (time, batch, …).
struct RecurrentProblem {
    Memory memory;
    Slope slope;
    int64_t batch, time, features, units;
    int threads;
    bool narrow;  // x, out, g and dx are bfloat16
    const void* x;
    const float *kernel, *recurrent;
    const float *bias, *state_bias;   // or null
    const float *h, *c, *keep;        // (batch, units) or null
    const uint8_t* mask;              // (batch, time) or null
    void* out;
    float *last_h, *last_c;
    float *cells, *gates;

    const void* g;                    // the gradient of out, or null
    const float *g_h, *g_c;           // of what is left after the last step, or null
    void* dx;                         // or null
    float *dw, *du, *db, *dh, *dc, *dkeep;  // db: of the data's bias and, for Memory::gru, of the state's behind it
};

struct RecurrentKernels {
    const char* compiled_for;
    size_t (*forward_bytes)(const RecurrentProblem&);
    void (*forward)(const RecurrentProblem&, char* scratch);
    size_t (*backward_bytes)(const RecurrentProblem&);
    void (*backward)(const RecurrentProblem&, char* scratch);
};

// Those for this processor; null where it has no wide vectors.
const RecurrentKernels* recurrent();

const RecurrentKernels& recurrent_avx512();
const RecurrentKernels& recurrent_avx2();

// The operations and their gradients, with the arguments of their records; None where the composite has to compute.
nb::object lstm(nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h, nb::handle c,
                nb::handle mask, nb::handle keep);
nb::object lstm_vjp(nb::tuple g, nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h,
                    nb::handle c, nb::handle mask, nb::handle keep, nb::handle out, nb::handle cells, nb::handle gates, bool need_x);
nb::object gru(nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h, nb::handle mask,
               nb::handle keep, bool reset_after);
nb::object gru_vjp(nb::tuple g, nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h,
                   nb::handle mask, nb::handle keep, nb::handle out, nb::handle gates, bool reset_after, bool need_x);
nb::object simple_rnn(nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h, nb::handle mask,
                      nb::handle keep, nb::handle activation);
nb::object simple_rnn_vjp(nb::tuple g, nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h,
                          nb::handle mask, nb::handle keep, nb::handle out, nb::handle activation, bool need_x);

}  // namespace badak
