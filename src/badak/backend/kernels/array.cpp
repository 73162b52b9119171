#include "array.hpp"

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

namespace badak {

namespace {

Type type_of(PyArrayObject* a) {
    PyArray_Descr* d = PyArray_DESCR(a);
    if (d->type_num == NPY_FLOAT) return Type::f32;
    // ml_dtypes' bfloat16: a type of its own with two bytes and kind 'V' (NumPy's own void has a type number below)
    if (d->kind == 'V' && d->type_num >= NPY_USERDEF && PyDataType_ELSIZE(d) == 2) return Type::bf16;
    return Type::other;
}

Array view(nb::object owner) {
    auto* a = reinterpret_cast<PyArrayObject*>(owner.ptr());
    Array out;
    out.type = type_of(a);
    out.data = PyArray_DATA(a);
    for (int i = 0; i < PyArray_NDIM(a); ++i) out.shape.push(PyArray_DIM(a, i));
    out.owner = std::move(owner);
    return out;
}

nb::object fresh(const Sizes& shape, PyArray_Descr* descr) {
    npy_intp dims[2 * max_axes];
    for (int i = 0; i < shape.count; ++i) dims[i] = shape[i];
    PyObject* made = PyArray_NewFromDescr(&PyArray_Type, descr, shape.count, dims, nullptr, nullptr, 0, nullptr);
    if (!made) nb::raise_python_error();
    return nb::steal(made);
}

}  // namespace

std::string Sizes::text() const {
    std::string out = "(";
    for (int i = 0; i < count; ++i) out += (i ? ", " : "") + std::to_string(value[i]);
    return out + (count == 1 ? ",)" : ")");
}

Sizes sizes(nb::handle tuple) {
    Sizes out;
    if (!PyTuple_Check(tuple.ptr())) throw std::invalid_argument("a tuple of integers is needed");
    for (nb::handle item : nb::borrow<nb::tuple>(tuple)) {
        if (PyTuple_Check(item.ptr())) {
            for (nb::handle part : nb::borrow<nb::tuple>(item)) out.push(nb::cast<int64_t>(part));
        } else {
            out.push(nb::cast<int64_t>(item));
        }
    }
    return out;
}

Sizes shape_of(std::initializer_list<int64_t> sizes) {
    Sizes out;
    for (int64_t n : sizes) out.push(n);
    return out;
}

bool take(nb::handle array, Array& out) {
    if (array.is_none()) return true;
    if (!PyArray_Check(array.ptr())) return false;
    auto* a = reinterpret_cast<PyArrayObject*>(array.ptr());
    if (type_of(a) == Type::other || PyArray_SIZE(a) == 0 || PyArray_NDIM(a) > max_axes) return false;
    if (PyArray_ISCARRAY_RO(a)) {
        out = view(nb::borrow(array));
        return true;
    }
    // strides, misaligned, or foreign byte order, which a plain copy would keep
    PyArray_Descr* native = PyArray_DescrFromType(PyArray_DESCR(a)->type_num);
    if (!native) nb::raise_python_error();
    PyObject* copied = PyArray_FromArray(a, native, NPY_ARRAY_CARRAY_RO);
    if (!copied) nb::raise_python_error();
    out = view(nb::steal(copied));
    return out.type != Type::other;
}

bool try_mutable(nb::handle array, bool read_only, Array& out) {
    if (!PyArray_Check(array.ptr())) return false;
    auto* a = reinterpret_cast<PyArrayObject*>(array.ptr());
    if (type_of(a) != Type::f32 || PyArray_NDIM(a) > max_axes || !(read_only ? PyArray_ISCARRAY_RO(a) : PyArray_ISCARRAY(a))) return false;
    out = view(nb::borrow(array));
    return true;
}

bool take_bytes(nb::handle array, Array& out) {
    if (!PyArray_Check(array.ptr())) return false;
    auto* a = reinterpret_cast<PyArrayObject*>(array.ptr());
    if (PyArray_DESCR(a)->type_num != NPY_UINT8 || !PyArray_ISCARRAY_RO(a) || PyArray_NDIM(a) > max_axes) return false;
    out = view(nb::borrow(array));
    return true;
}

bool take_integers(nb::handle array, std::vector<int64_t>& values, Sizes& shape) {
    if (!PyArray_Check(array.ptr())) return false;
    auto* a = reinterpret_cast<PyArrayObject*>(array.ptr());
    if (!PyTypeNum_ISINTEGER(PyArray_DESCR(a)->type_num) || PyArray_NDIM(a) > max_axes || PyArray_SIZE(a) == 0) return false;
    PyObject* made = PyArray_FROMANY(array.ptr(), NPY_INT64, 0, 0, NPY_ARRAY_CARRAY_RO | NPY_ARRAY_FORCECAST);
    if (!made) nb::raise_python_error();
    const nb::object held = nb::steal(made);
    a = reinterpret_cast<PyArrayObject*>(made);
    const auto* from = static_cast<const int64_t*>(PyArray_DATA(a));
    values.assign(from, from + PyArray_SIZE(a));
    shape = {};
    for (int i = 0; i < PyArray_NDIM(a); ++i) shape.push(PyArray_DIM(a, i));
    return true;
}

Array make(const Sizes& shape, const Array& like) {
    PyArray_Descr* descr = PyArray_DESCR(reinterpret_cast<PyArrayObject*>(like.owner.ptr()));
    Py_INCREF(descr);
    return view(fresh(shape, descr));
}

Array make_f32(const Sizes& shape) { return view(fresh(shape, PyArray_DescrFromType(NPY_FLOAT))); }

Array make_bytes(const Sizes& shape) { return view(fresh(shape, PyArray_DescrFromType(NPY_UINT8))); }

Array make_integers(const Sizes& shape) { return view(fresh(shape, PyArray_DescrFromType(NPY_INT64))); }

void prepare_arrays() {
    if (PyArray_ImportNumPyAPI() < 0) nb::raise_python_error();
}

}  // namespace badak
