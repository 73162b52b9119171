// lstm, gru and simple_rnn: what Python gives, made into a RecurrentProblem, and back.
#include "recurrent.hpp"

#include "activation.hpp"
#include "engine.hpp"
#include "levels.hpp"
#include "loops.hpp"

namespace badak {

const RecurrentKernels* recurrent() {
    return vectors() >= Vectors::avx512 ? &recurrent_avx512() : vectors() == Vectors::avx2 ? &recurrent_avx2() : nullptr;
}

namespace {

int gates_of(Memory memory) { return memory == Memory::lstm ? 4 : memory == Memory::plain ? 1 : 3; }
int saved_of(Memory memory) { return memory == Memory::gru ? 4 : memory == Memory::plain ? 0 : gates_of(memory); }

// Weights as float32, in the precision of the data they meet.
Array weights(const Array& w, const Array& x) {
    if (x.type == Type::f32 || w.type == Type::bf16) return as_f32(w);
    Array out = make(w.shape, x);
    narrow(w.f32(), out.bf16(), w.size());
    return as_f32(out);
}

struct Given {
    Array x, kernel, recurrent, bias, h, c, mask, keep;
    Array own_kernel, own_recurrent;  // as Python gave them
    RecurrentProblem problem{};

    // False for what is left to the composite, which also says what is wrong with shapes.
    bool read(Memory memory, nb::handle x_, nb::handle kernel_, nb::handle recurrent_, nb::handle bias_, nb::handle h_, nb::handle c_,
              nb::handle mask_, nb::handle keep_) {
        if (!take_all(x_, x, kernel_, kernel, recurrent_, recurrent, bias_, bias, h_, h, c_, c, keep_, keep)) return false;
        if (!mask_.is_none() && !take_bytes(mask_, mask)) return false;
        if (!x || !kernel || !recurrent || x.shape.count != 3 || kernel.shape.count != 2 || recurrent.shape.count != 2) return false;
        if (x.type == Type::f32 && (kernel.type != Type::f32 || recurrent.type != Type::f32)) return false;
        RecurrentProblem& p = problem;
        p.memory = memory;
        p.batch = x.shape[0], p.time = x.shape[1], p.features = x.shape[2], p.units = recurrent.shape[0];
        const int64_t wide = gates_of(memory) * p.units;
        if (!(kernel.shape == shape_of({p.features, wide})) || !(recurrent.shape == shape_of({p.units, wide}))) return false;
        const Sizes state = shape_of({p.batch, p.units});
        for (const Array* a : {&h, &c, &keep})
            if (*a && !(a->shape == state)) return false;
        if (bias && !(bias.shape == (memory == Memory::gru ? shape_of({2, wide}) : shape_of({wide})))) return false;
        if (mask && !(mask.shape == shape_of({p.batch, p.time}))) return false;
        own_kernel = kernel, own_recurrent = recurrent;
        kernel = weights(kernel, x), recurrent = weights(recurrent, x);
        Array wide_bias = as_f32(bias);
        std::swap(bias, wide_bias);
        first_bias_ = wide_bias;
        p.narrow = x.type == Type::bf16;
        p.x = x.data, p.kernel = kernel.f32(), p.recurrent = recurrent.f32(), p.bias = bias.f32();
        p.state_bias = bias && memory == Memory::gru ? bias.f32() + wide : nullptr;
        first_h_ = h, first_c_ = c, first_keep_ = keep;
        h = as_f32(h), c = as_f32(c), keep = as_f32(keep);
        p.h = h.f32(), p.c = c.f32(), p.keep = keep.f32();
        p.mask = mask ? static_cast<const uint8_t*>(mask.data) : nullptr;
        return true;
    }

    double work() const {
        const RecurrentProblem& p = problem;
        return 2.0 * double(p.batch) * double(p.time) * double(p.features + p.units) * double(gates_of(p.memory) * p.units);
    }

    // The result, the states after the last step, and what the way back needs.
    nb::object forward(const RecurrentKernels& kernels) {
        RecurrentProblem& p = problem;
        const bool cell = p.memory == Memory::lstm;
        const Sizes state = shape_of({p.batch, p.units});
        Array out = make(shape_of({p.batch, p.time, p.units}), x), last_h = make_f32(state), last_c, cells, gates;
        if (cell) last_c = make_f32(state), cells = make_f32(shape_of({p.time, p.batch, p.units}));
        if (saved_of(p.memory)) gates = make_f32(shape_of({p.time, p.batch, saved_of(p.memory) * p.units}));
        p.out = out.data, p.last_h = last_h.f32(), p.last_c = last_c.f32(), p.cells = cells.f32(), p.gates = gates.f32();
        {
            Running running(work());
            p.threads = running.threads;
            scratch().reserve(kernels.forward_bytes(p));
            kernels.forward(p, scratch().at(0));
        }
        nb::object h_object = as_type(last_h, x);
        if (cell) return nb::make_tuple(out.owner, h_object, as_type(last_c, x), cells.owner, gates.owner);
        if (gates) return nb::make_tuple(out.owner, h_object, gates.owner);
        return nb::make_tuple(out.owner, h_object);
    }

    // The gradients of x, kernel, recurrent kernel, bias, h, c, keep; None where there is no such argument.
    nb::object backward(const RecurrentKernels& kernels, nb::tuple g_, nb::handle out_, nb::handle cells_, nb::handle gates_,
                        bool need_x) {
        RecurrentProblem& p = problem;
        const bool cell = p.memory == Memory::lstm;
        Array g, g_h, g_c, out, cells, gates;
        if (nb::len(g_) != size_t(cell ? 3 : 2) || !take_all(nb::handle(g_[0]), g, nb::handle(g_[1]), g_h, out_, out)) return nb::none();
        if (cell && !take_all(nb::handle(g_[2]), g_c, cells_, cells)) return nb::none();
        if (saved_of(p.memory) && !take(gates_, gates)) return nb::none();
        const Sizes state = shape_of({p.batch, p.units}), all = shape_of({p.batch, p.time, p.units});
        if (!out || out.type != x.type || !(out.shape == all) || (g && (g.type != x.type || !(g.shape == all)))) return nb::none();
        if ((g_h && !(g_h.shape == state)) || (g_c && !(g_c.shape == state))) return nb::none();
        if (cell && (!cells || cells.type != Type::f32 || !(cells.shape == shape_of({p.time, p.batch, p.units})))) return nb::none();
        if (saved_of(p.memory) && (!gates || gates.type != Type::f32 || !(gates.shape == shape_of({p.time, p.batch, saved_of(p.memory) * p.units}))))
            return nb::none();
        g_h = as_f32(g_h), g_c = as_f32(g_c);
        const int64_t wide = gates_of(p.memory) * p.units;
        Array dx, dw = make_f32(kernel.shape), du = make_f32(recurrent.shape), dh = make_f32(state), dc, dkeep;
        Array db = make_f32(p.memory == Memory::gru ? shape_of({2, wide}) : shape_of({wide}));
        if (need_x) dx = make(x.shape, x);
        if (cell) dc = make_f32(state);
        if (keep) dkeep = make_f32(state);
        p.out = out.data, p.cells = cells.f32(), p.gates = gates.f32();
        p.g = g.data, p.g_h = g_h.f32(), p.g_c = g_c.f32();
        p.dx = dx.data, p.dw = dw.f32(), p.du = du.f32(), p.db = db.f32(), p.dh = dh.f32(), p.dc = dc.f32(), p.dkeep = dkeep.f32();
        {
            Running running(2.0 * work());
            p.threads = running.threads;
            scratch().reserve(kernels.backward_bytes(p));
            kernels.backward(p, scratch().at(0));
        }
        const auto like = [](const Array& d, const Array& given) { return given ? as_type(d, given) : nb::object(nb::none()); };
        nb::object first = dx ? dx.owner : nb::object(nb::none());
        return nb::make_tuple(first, as_type(dw, own_kernel), as_type(du, own_recurrent), like(db, first_bias_), like(dh, first_h_),
                              like(dc, first_c_), like(dkeep, first_keep_));
    }

  private:
    Array first_bias_, first_h_, first_c_, first_keep_;  // as Python gave them
};

bool read_slope(nb::handle name, Slope& out) {
    Activation activation;
    if (!read_activation(name, activation) || activation == Activation::sigmoid) return false;
    out = activation == Activation::tanh ? Slope::tanh : activation == Activation::relu ? Slope::relu : Slope::none;
    return true;
}

}  // namespace

nb::object lstm(nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h, nb::handle c,
                nb::handle mask, nb::handle keep) {
    const RecurrentKernels* kernels = recurrent();
    Given given;
    if (!kernels || !given.read(Memory::lstm, x, kernel, recurrent_kernel, bias, h, c, mask, keep)) return nb::none();
    return given.forward(*kernels);
}

nb::object lstm_vjp(nb::tuple g, nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h,
                    nb::handle c, nb::handle mask, nb::handle keep, nb::handle out, nb::handle cells, nb::handle gates, bool need_x) {
    const RecurrentKernels* kernels = recurrent();
    Given given;
    if (!kernels || !given.read(Memory::lstm, x, kernel, recurrent_kernel, bias, h, c, mask, keep)) return nb::none();
    return given.backward(*kernels, g, out, cells, gates, need_x);
}

nb::object gru(nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h, nb::handle mask,
               nb::handle keep, bool reset_after) {
    const RecurrentKernels* kernels = recurrent();
    Given given;
    const Memory memory = reset_after ? Memory::gru : Memory::gru_before;
    if (!kernels || !given.read(memory, x, kernel, recurrent_kernel, bias, h, nb::none(), mask, keep)) return nb::none();
    return given.forward(*kernels);
}

nb::object gru_vjp(nb::tuple g, nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h,
                   nb::handle mask, nb::handle keep, nb::handle out, nb::handle gates, bool reset_after, bool need_x) {
    const RecurrentKernels* kernels = recurrent();
    Given given;
    const Memory memory = reset_after ? Memory::gru : Memory::gru_before;
    if (!kernels || !given.read(memory, x, kernel, recurrent_kernel, bias, h, nb::none(), mask, keep)) return nb::none();
    return given.backward(*kernels, g, out, nb::none(), gates, need_x);
}

nb::object simple_rnn(nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h, nb::handle mask,
                      nb::handle keep, nb::handle activation) {
    const RecurrentKernels* kernels = recurrent();
    Given given;
    if (!kernels || !read_slope(activation, given.problem.slope)) return nb::none();
    if (!given.read(Memory::plain, x, kernel, recurrent_kernel, bias, h, nb::none(), mask, keep)) return nb::none();
    return given.forward(*kernels);
}

nb::object simple_rnn_vjp(nb::tuple g, nb::handle x, nb::handle kernel, nb::handle recurrent_kernel, nb::handle bias, nb::handle h,
                          nb::handle mask, nb::handle keep, nb::handle out, nb::handle activation, bool need_x) {
    const RecurrentKernels* kernels = recurrent();
    Given given;
    if (!kernels || !read_slope(activation, given.problem.slope)) return nb::none();
    if (!given.read(Memory::plain, x, kernel, recurrent_kernel, bias, h, nb::none(), mask, keep)) return nb::none();
    return given.backward(*kernels, g, out, nb::none(), nb::none(), need_x);
}

}  // namespace badak
