// Convolution and its two gradients, channels last. Data stay where NumPy has them; only the weights are laid out anew at
// each call, into the blocks that the processor's kernel wants. They are small beside the data.
#include "conv.hpp"

#include "engine.hpp"
#include "loops.hpp"
#include "winograd.hpp"

namespace badak {

namespace {

using dnnl::algorithm;
using dnnl::memory;
using dnnl::prop_kind;
using tag = dnnl::memory::format_tag;

// Everything that decides a convolution, in oneDNN's order of axes: batch, channels, sizes.
struct Problem {
    memory::dims x, w, y, strides, dilation, before, after;
    memory::desc plain_w;  // as Keras has it: *kernel, channels, filters
    tag data_tag;
    int64_t groups;
    double operations;
};

const tag data_tags[] = {tag::nwc, tag::nhwc, tag::ndhwc};
const tag kernel_tags[] = {tag::wio, tag::hwio, tag::dhwio};
const tag grouped_tags[] = {tag::wigo, tag::hwigo, tag::dhwigo};

// Whether the numbers make a convolution that has a value somewhere; for others the composite has the words.
bool fits(const Sizes& x, const Sizes& w, const Sizes& strides, const Sizes& padding, const Sizes& dilation, int64_t groups) {
    const int spatial = x.count - 2;
    if (spatial < 1 || spatial > 3 || w.count != spatial + 2 || strides.count != spatial || dilation.count != spatial ||
        padding.count != 2 * spatial || groups < 1)
        return false;
    const int64_t filters = w[spatial + 1], channels = w[spatial], most = 1 << 30;
    if (x[0] < 1 || channels < 1 || filters < 1 || filters % groups || x[spatial + 1] % groups || x[spatial + 1] / groups != channels)
        return false;
    for (int i = 0; i < spatial; ++i) {
        for (int64_t n : {x[1 + i], w[i], strides[i], dilation[i]})
            if (n < 1 || n > most) return false;
        const int64_t before = padding[2 * i], after = padding[2 * i + 1];
        if (before < 0 || after < 0 || before > most || after > most) return false;
        if ((w[i] - 1) * dilation[i] >= x[1 + i] + before + after) return false;
    }
    return true;
}

// oneDNN 3.2 computes the gradient of the kernel wrongly, and writes where it must not, where padding is large beside the data:
// for bfloat16 where the kernel reaches over all of them, in three dimensions where more than half of a kernel lies before them.
bool trusted_padding(const Sizes& x, const Sizes& w, const Sizes& strides, const Sizes& padding, const Sizes& dilation) {
    for (int i = 0; i < x.count - 2; ++i) {
        const int64_t before = padding[2 * i], reach = (w[i] - 1) * dilation[i] + 1, n = x[1 + i];
        const int64_t places = (n + before + padding[2 * i + 1] - reach) / strides[i] + 1;
        const int64_t after = (places - 1) * strides[i] + reach - n - before;
        if (before <= 0 && after <= 0) continue;
        if (n + std::min<int64_t>(after, 0) < reach || (x.count == 5 && 2 * std::max(before, after) > reach)) return false;
    }
    return true;
}

// A copy with the zeros around it.
Array with_border(const Array& x, const Sizes& padding) {
    const int spatial = x.shape.count - 2;
    Sizes shape = x.shape;
    int64_t in[3] = {1, 1, 1}, out[3] = {1, 1, 1}, before[3] = {0, 0, 0};
    for (int i = 0; i < spatial; ++i) {
        const int a = 3 - spatial + i;
        shape[1 + i] += padding[2 * i] + padding[2 * i + 1];
        in[a] = x.shape[1 + i], out[a] = shape[1 + i], before[a] = padding[2 * i];
    }
    Array y = make(shape, x);
    std::memset(y.data, 0, y.bytes());
    const int64_t value = (x.type == Type::bf16 ? 2 : 4) * x.shape[spatial + 1], row = in[2] * value;
    const char* from = static_cast<const char*>(x.data);
    for (int64_t n = 0; n < x.shape[0]; ++n)
        for (int64_t i = 0; i < in[0]; ++i)
            for (int64_t j = 0; j < in[1]; ++j, from += row) {
                const int64_t place = ((n * out[0] + i + before[0]) * out[1] + j + before[1]) * out[2] + before[2];
                std::memcpy(static_cast<char*>(y.data) + place * value, from, size_t(row));
            }
    return y;
}

Problem describe(const Sizes& x, const Sizes& w, const Sizes& strides, const Sizes& padding, const Sizes& dilation,
                 int64_t groups, Type w_type) {
    const int spatial = x.count - 2;
    Problem p;
    p.groups = groups;
    const int64_t filters = w[spatial + 1], channels = w[spatial];
    p.x = {x[0], x[spatial + 1]};
    p.y = {x[0], filters};
    p.w = groups == 1 ? memory::dims{filters, channels} : memory::dims{groups, filters / groups, channels};
    p.operations = 2.0 * double(x[0]) * double(filters) * double(channels);
    for (int i = 0; i < spatial; ++i) {
        const int64_t reach = (w[i] - 1) * dilation[i] + 1;
        const int64_t size = (x[1 + i] + padding[2 * i] + padding[2 * i + 1] - reach) / strides[i] + 1;
        p.x.push_back(x[1 + i]);
        p.w.push_back(w[i]);
        p.y.push_back(size);
        p.strides.push_back(strides[i]);
        p.dilation.push_back(dilation[i] - 1);  // oneDNN counts the gaps
        p.before.push_back(padding[2 * i]);
        // what the last window leaves over is not padding: oneDNN wants the sizes to fit exactly
        p.after.push_back((size - 1) * strides[i] + reach - x[1 + i] - padding[2 * i]);
        p.operations *= double(size) * double(w[i]);
    }
    p.data_tag = data_tags[spatial - 1];
    p.plain_w = memory::desc(p.w, onednn_type(w_type), (groups == 1 ? kernel_tags : grouped_tags)[spatial - 1]);
    return p;
}

Key key_of(int kind, const Sizes& x, const Sizes& w, const Sizes& strides, const Sizes& padding, const Sizes& dilation,
           int64_t groups, Type type, Type w_type, int extra, double operations) {
    Key key;
    key.add(kind).add(x).add(w).add(strides).add(padding).add(dilation).add(groups);
    return key.add(int64_t(type) * 8 + int64_t(w_type)).add(extra).add(threads_for(operations));
}

double work_of(const Sizes& x, const Sizes& w) { return 2.0 * double(x.product()) * double(w.product()) / double(x[x.count - 1]); }

memory::desc free_layout(const memory::dims& dims, Type type) { return {dims, onednn_type(type), tag::any}; }

struct Forward {
    dnnl::convolution_forward run;
    dnnl::reorder lay_out;
    bool moved;
    memory x, plain_w, w, b, y, pad, scale, shift;
    size_t w_bytes, pad_bytes;
};

memory::desc per_filter(const Problem& p) {
    memory::dims dims(p.y.size(), 1);
    dims[1] = p.y[1];
    return {dims, memory::data_type::f32, p.data_tag};
}

dnnl::convolution_forward::primitive_desc forward_desc(const Problem& p, Type type, bool bias, Activation activation, bool scaled) {
    auto attr = attributes();
    if (scaled) {
        dnnl::post_ops after;
        after.append_binary(algorithm::binary_mul, per_filter(p));
        after.append_binary(algorithm::binary_add, per_filter(p));
        if (activation == Activation::relu) after.append_eltwise(algorithm::eltwise_relu, 0.0f, 0.0f);
        attr.set_post_ops(after);
    } else {
        append_activation(attr, activation);
    }
    const memory::desc x(p.x, onednn_type(type), p.data_tag), y(p.y, onednn_type(type), p.data_tag);
    const memory::desc b = bias ? memory::desc({p.y[1]}, memory::data_type::f32, tag::a) : memory::desc();
    return {engine(), prop_kind::forward_training, algorithm::convolution_direct, x, free_layout(p.w, type), b, y,
            p.strides, p.dilation, p.before, p.after, attr};
}

Forward make_forward(const Problem& p, Type type, bool bias, Activation activation, bool scaled) {
    const auto pd = forward_desc(p, type, bias, activation, scaled);
    Forward f;
    f.run = dnnl::convolution_forward(pd);
    f.moved = pd.weights_desc() != p.plain_w;
    if (f.moved) f.lay_out = dnnl::reorder({engine(), p.plain_w, engine(), pd.weights_desc(), attributes()});
    f.x = slot(pd.src_desc());
    f.y = slot(pd.dst_desc());
    f.plain_w = slot(p.plain_w);
    f.w = slot(pd.weights_desc());
    if (bias) f.b = slot(pd.bias_desc());
    if (scaled) f.scale = slot(per_filter(p)), f.shift = slot(per_filter(p));
    f.pad = slot(pd.scratchpad_desc());
    f.w_bytes = f.moved ? padded(pd.weights_desc().get_size()) : 0;
    f.pad_bytes = pd.scratchpad_desc().get_size();
    return f;
}

struct InputGrad {
    dnnl::convolution_backward_data run;
    dnnl::reorder lay_out;
    bool moved;
    memory dx, plain_w, w, dy, pad;
    size_t w_bytes, pad_bytes;
};

InputGrad make_input_grad(const Problem& p, Type type) {
    const memory::desc x(p.x, onednn_type(type), p.data_tag), y(p.y, onednn_type(type), p.data_tag);
    const dnnl::convolution_backward_data::primitive_desc pd(
        engine(), algorithm::convolution_direct, x, free_layout(p.w, type), y, p.strides, p.dilation, p.before, p.after,
        forward_desc(p, type, false, Activation::none, false), attributes());
    InputGrad f;
    f.run = dnnl::convolution_backward_data(pd);
    f.moved = pd.weights_desc() != p.plain_w;
    if (f.moved) f.lay_out = dnnl::reorder({engine(), p.plain_w, engine(), pd.weights_desc(), attributes()});
    f.dx = slot(pd.diff_src_desc());
    f.dy = slot(pd.diff_dst_desc());
    f.plain_w = slot(p.plain_w);
    f.w = slot(pd.weights_desc());
    f.pad = slot(pd.scratchpad_desc());
    f.w_bytes = f.moved ? padded(pd.weights_desc().get_size()) : 0;
    f.pad_bytes = pd.scratchpad_desc().get_size();
    return f;
}

struct KernelGrad {
    dnnl::convolution_backward_weights run;
    dnnl::reorder lay_out;
    bool moved;
    memory x, plain_dw, dw, dy, pad;
    size_t w_bytes, pad_bytes;
};

KernelGrad make_kernel_grad(const Problem& p, Type type) {
    const memory::desc x(p.x, onednn_type(type), p.data_tag), y(p.y, onednn_type(type), p.data_tag);
    const dnnl::convolution_backward_weights::primitive_desc pd(
        engine(), algorithm::convolution_direct, x, free_layout(p.w, Type::f32), y, p.strides, p.dilation, p.before, p.after,
        forward_desc(p, type, false, Activation::none, false), attributes());
    KernelGrad f;
    f.run = dnnl::convolution_backward_weights(pd);
    f.moved = pd.diff_weights_desc() != p.plain_w;
    if (f.moved) f.lay_out = dnnl::reorder({engine(), pd.diff_weights_desc(), engine(), p.plain_w, attributes()});
    f.x = slot(pd.src_desc());
    f.dy = slot(pd.diff_dst_desc());
    f.plain_dw = slot(p.plain_w);
    f.dw = slot(pd.diff_weights_desc());
    f.pad = slot(pd.scratchpad_desc());
    f.w_bytes = f.moved ? padded(pd.diff_weights_desc().get_size()) : 0;
    f.pad_bytes = pd.scratchpad_desc().get_size();
    return f;
}

ConvolutionCounts counts{};

enum class Pass { forward, input_grad, kernel_grad };

// How much quicker oneDNN's own convolution is in 16 bits than in 32; measured with AVX-512, assumed for AMX.
double speed_of_16_bits(Pass pass) {
    const auto isa = dnnl::get_effective_cpu_isa();
    if (isa >= dnnl::cpu_isa::avx512_core_amx) return 6.0;
    if (isa >= dnnl::cpu_isa::avx512_core_bf16) return pass == Pass::kernel_grad ? 1.1 : 1.5;
    return 0.5;
}

// Whether Winograd's method takes a problem (3×3, stride 1, whole vectors of channels) and is the quicker way. The rates are
// those measured on two cores with AVX-512, relative to each other: a tile costs its products at 36 points and the way there
// and back; oneDNN's own convolution runs at the speed of products.
bool winograd_takes(const Problem& p, const Sizes& w, Type w_type, Type type, Pass pass) {
    if (!winograd() || w_type != Type::f32 || p.groups != 1 || w.count != 4) return false;
    const bool square = w[0] == 3 && w[1] == 3 && p.strides[0] == 1 && p.strides[1] == 1 && p.dilation[0] == 0 && p.dilation[1] == 0;
    const bool near = p.before[0] >= 0 && p.before[0] <= 2 && p.before[1] >= 0 && p.before[1] <= 2;
    if (!square || !near || w[2] % 16 != 0 || w[3] % 16 != 0 || p.y[2] < 4 || p.y[3] < 4) return false;
    const memory::dims& out = pass == Pass::input_grad ? p.x : p.y;
    const double tiles = double(out[0]) * double((out[2] + 3) / 4) * double((out[3] + 3) / 4);
    if (tiles < 64) return false;  // taking the kernel to its points would cost more than all the rest
    const double channels = double(w[2]), filters = double(w[3]);
    const double cost = tiles * (72.0 * channels * filters + 1200.0 * (channels + filters));
    return cost < p.operations / (type == Type::f32 ? 1.0 : speed_of_16_bits(pass));
}

// The convolution itself, or, turned around, the one that carries gradients from its output to its input.
WinogradProblem winograd_problem(const Problem& p, const Sizes& w, bool backwards, int threads) {
    if (backwards)
        return {p.x[0], p.y[2], p.y[3], w[3], w[2], p.x[2], p.x[3], 2 - p.before[0], 2 - p.before[1], threads};
    return {p.x[0], p.x[2], p.x[3], w[2], w[3], p.y[2], p.y[3], p.before[0], p.before[1], threads};
}

Sizes output_shape(const Problem& p) {
    Sizes out;
    out.push(p.y[0]);
    for (size_t i = 2; i < p.y.size(); ++i) out.push(p.y[i]);
    out.push(p.y[1]);
    return out;
}

}  // namespace

ConvolutionCounts convolution_counts() { return counts; }

nb::object conv(nb::handle x_, nb::handle w_, nb::handle b_, nb::handle strides_, nb::handle padding_, nb::handle dilation_,
                int64_t groups, nb::handle activation_, nb::handle scale_) {
    Array x, w, b, scale;
    Activation activation;
    if (!take_all(x_, x, w_, w, b_, b, scale_, scale) || !read_activation(activation_, activation)) return nb::none();
    if (!x || !w || (x.type == Type::f32 && w.type != Type::f32)) return nb::none();
    const bool scaled = bool(scale);
    if (scaled && (!b || !(scale.shape == b.shape))) return nb::none();
    scale = as_f32(scale);
    const Sizes strides = sizes(strides_), padding = sizes(padding_), dilation = sizes(dilation_);
    if (!fits(x.shape, w.shape, strides, padding, dilation, groups)) return nb::none();
    if (b && !(b.shape == shape_of({w.shape[w.shape.count - 1]}))) return nb::none();  // it may be one that is broadcast
    b = as_f32(b);
    const double work = work_of(x.shape, w.shape);
    const Key key = key_of(1, x.shape, w.shape, strides, padding, dilation, groups, x.type, w.type,
                           int(activation) * 4 + scaled * 2 + bool(b), work);
    const Problem p = describe(x.shape, w.shape, strides, padding, dilation, groups, w.type);
    Array y = make(output_shape(p), x);
    if (winograd_takes(p, w.shape, w.type, x.type, Pass::forward) && (activation == Activation::none || activation == Activation::relu)) {
        Running running(work);
        ++counts.winograd;
        const WinogradProblem problem = winograd_problem(p, w.shape, false, running.threads);
        scratch().reserve(winograd()->scratch_bytes(problem));
        const WinogradFinish finish{scaled ? scale.f32() : nullptr, b ? b.f32() : nullptr, activation == Activation::relu};
        if (x.type == Type::f32) winograd()->convolve(problem, x.f32(), w.f32(), false, y.f32(), finish, scratch().at(0));
        else winograd()->convolve_bf16(problem, x.bf16(), w.f32(), false, y.bf16(), finish, scratch().at(0));
    } else {
        Running running(work);
        ++counts.onednn;
        auto& f = cache().get<Forward>(key, [&] { return make_forward(p, x.type, b && !scaled, activation, scaled); });
        scratch().reserve(f.w_bytes + f.pad_bytes);
        point(f.plain_w, w.data);
        point(f.w, f.moved ? scratch().at(0) : w.data);
        point(f.pad, scratch().at(f.w_bytes));
        point(f.x, x.data);
        point(f.y, y.data);
        if (scaled) point(f.scale, scale.data), point(f.shift, b.data);
        else if (b) point(f.b, b.data);
        if (f.moved) execute(f.lay_out, {{DNNL_ARG_FROM, &f.plain_w}, {DNNL_ARG_TO, &f.w}});
        execute(f.run, {{DNNL_ARG_SRC, &f.x}, {DNNL_ARG_WEIGHTS, &f.w}, {DNNL_ARG_BIAS, b && !scaled ? &f.b : nullptr},
                        {DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1, scaled ? &f.scale : nullptr},
                        {DNNL_ARG_ATTR_MULTIPLE_POST_OP(1) | DNNL_ARG_SRC_1, scaled ? &f.shift : nullptr},
                        {DNNL_ARG_DST, &f.y}, {DNNL_ARG_SCRATCHPAD, &f.pad}});
    }
    return y.owner;
}

nb::object conv_input_grad(nb::handle g_, nb::handle w_, nb::handle input_shape, nb::handle strides_, nb::handle padding_,
                           nb::handle dilation_, int64_t groups) {
    Array g, w;
    if (!take_all(g_, g, w_, w) || !g || !w || (g.type == Type::f32 && w.type != Type::f32)) return nb::none();
    const Sizes shape = sizes(input_shape), strides = sizes(strides_), padding = sizes(padding_), dilation = sizes(dilation_);
    if (!fits(shape, w.shape, strides, padding, dilation, groups)) return nb::none();
    const double work = work_of(shape, w.shape);
    const Key key = key_of(2, shape, w.shape, strides, padding, dilation, groups, g.type, w.type, 0, work);
    const Problem p = describe(shape, w.shape, strides, padding, dilation, groups, w.type);
    if (!(g.shape == output_shape(p))) return nb::none();  // the composite says what is wrong
    Array dx = make(shape, g);
    if (winograd_takes(p, w.shape, w.type, g.type, Pass::input_grad)) {
        Running running(work);
        ++counts.winograd;
        const WinogradProblem problem = winograd_problem(p, w.shape, true, running.threads);
        scratch().reserve(winograd()->scratch_bytes(problem));
        const WinogradFinish finish{nullptr, nullptr, false};
        if (g.type == Type::f32) winograd()->convolve(problem, g.f32(), w.f32(), true, dx.f32(), finish, scratch().at(0));
        else winograd()->convolve_bf16(problem, g.bf16(), w.f32(), true, dx.bf16(), finish, scratch().at(0));
    } else {
        Running running(work);
        ++counts.onednn;
        auto& f = cache().get<InputGrad>(key, [&] { return make_input_grad(p, g.type); });
        scratch().reserve(f.w_bytes + f.pad_bytes);
        point(f.plain_w, w.data);
        point(f.w, f.moved ? scratch().at(0) : w.data);
        point(f.pad, scratch().at(f.w_bytes));
        point(f.dx, dx.data);
        point(f.dy, g.data);
        if (f.moved) execute(f.lay_out, {{DNNL_ARG_FROM, &f.plain_w}, {DNNL_ARG_TO, &f.w}});
        execute(f.run, {{DNNL_ARG_DIFF_DST, &f.dy}, {DNNL_ARG_WEIGHTS, &f.w}, {DNNL_ARG_DIFF_SRC, &f.dx},
                        {DNNL_ARG_SCRATCHPAD, &f.pad}});
    }
    return dx.owner;
}

nb::object conv_kernel_grad(nb::handle x_, nb::handle g_, nb::handle kernel_shape, nb::handle strides_, nb::handle padding_,
                            nb::handle dilation_, int64_t groups) {
    Array x, g;
    if (!take_all(x_, x, g_, g) || !x || !g || x.type != g.type) return nb::none();
    const Sizes shape = sizes(kernel_shape), strides = sizes(strides_), dilation = sizes(dilation_);
    Sizes padding = sizes(padding_);
    if (!fits(x.shape, shape, strides, padding, dilation, groups)) return nb::none();
    bool strided = false;
    for (int i = 0; i < strides.count; ++i) strided |= strides[i] > 1;
    // oneDNN 3.2 has this in 16 bits at half the speed of 32 (4.2 and 1.7 ms for 128 maps of 32×32×16), so it is widened
    if (strided && x.type == Type::bf16) x = as_f32(x), g = as_f32(g);
    if (!trusted_padding(x.shape, shape, strides, padding, dilation)) {
        x = with_border(x, padding);
        padding.value.fill(0);
    }
    const double work = work_of(x.shape, shape);
    const Key key = key_of(3, x.shape, shape, strides, padding, dilation, groups, x.type, Type::f32, 0, work);
    const Problem p = describe(x.shape, shape, strides, padding, dilation, groups, Type::f32);
    if (!(g.shape == output_shape(p))) return nb::none();
    Array dw = make_f32(shape);
    if (winograd_takes(p, shape, Type::f32, x.type, Pass::kernel_grad)) {
        Running running(work);
        ++counts.winograd;
        const WinogradProblem problem = winograd_problem(p, shape, false, running.threads);
        scratch().reserve(winograd()->scratch_bytes(problem));
        if (x.type == Type::f32) winograd()->kernel_grad(problem, x.f32(), g.f32(), dw.f32(), scratch().at(0));
        else winograd()->kernel_grad_bf16(problem, x.bf16(), g.bf16(), dw.f32(), scratch().at(0));
    } else {
        Running running(work);
        ++counts.onednn;
        auto& f = cache().get<KernelGrad>(key, [&] { return make_kernel_grad(p, x.type); });
        scratch().reserve(f.w_bytes + f.pad_bytes);
        point(f.plain_dw, dw.data);
        point(f.dw, f.moved ? scratch().at(0) : dw.data);
        point(f.pad, scratch().at(f.w_bytes));
        point(f.x, x.data);
        point(f.dy, g.data);
        execute(f.run, {{DNNL_ARG_SRC, &f.x}, {DNNL_ARG_DIFF_DST, &f.dy}, {DNNL_ARG_DIFF_WEIGHTS, &f.dw},
                        {DNNL_ARG_SCRATCHPAD, &f.pad}});
        if (f.moved) execute(f.lay_out, {{DNNL_ARG_FROM, &f.dw}, {DNNL_ARG_TO, &f.plain_dw}});
    }
    return dw.owner;
}

}  // namespace badak
