/* Contiguous buffers of Python in, bytes of Python out.
 * SPDX-License-Identifier: Apache-2.0 */
%{
static int jpy_buffer(Py_buffer *view, PyObject *object, const char *name, const char *type, const char *codes,
                      Py_ssize_t size) {
  if (PyObject_GetBuffer(object, view, PyBUF_FORMAT | PyBUF_STRIDES) != 0) return -1;
  const char *f = view->format != NULL ? view->format : "B";
  if (*f == '@' || *f == '=' || *f == '<') f++;
  if (f[0] == 0 || f[1] != 0 || strchr(codes, f[0]) == NULL || view->itemsize != size) {
    PyErr_Format(PyExc_TypeError, "%s: expected %s, got a buffer of format '%s'", name, type,
                 view->format != NULL ? view->format : "B");
  } else if (view->ndim != 1 || (view->shape[0] > 1 && view->strides[0] != size)) {
    PyErr_Format(PyExc_ValueError, "%s: expected one contiguous dimension", name);
  } else {
    return 0;
  }
  PyBuffer_Release(view); /* sets view->obj to NULL: freearg's release does nothing */
  return -1;
}
%}
%define %buffer(CTYPE, LENGTH, NAME, CODES)
%typemap(in) (CTYPE, LENGTH) (Py_buffer view = {0}) {
  if (jpy_buffer(&view, $input, "$1_name", NAME, CODES, sizeof *$1) != 0) SWIG_fail;
  $1 = view.buf;
  $2 = (size_t)view.shape[0];
}
%typemap(freearg) (CTYPE, LENGTH) "PyBuffer_Release(&view$argnum);"
%enddef
%buffer(const uint64_t *rows, size_t row_count, "uint64", "LQ")
%buffer(const int64_t *as_of_us, size_t count, "int64", "lq")
/* Three numbers a prior. */
%typemap(in) (const double *priors, size_t prior_count) (Py_buffer view = {0}) {
  if (jpy_buffer(&view, $input, "$1_name", "float64", "d", sizeof *$1) != 0) SWIG_fail;
  $1 = view.buf;
  $2 = (size_t)view.shape[0] / 3;
}
%typemap(freearg) (const double *priors, size_t prior_count) "PyBuffer_Release(&view$argnum);"

%typemap(in) (const char *bytes, size_t length) {
  char *start;
  Py_ssize_t size;
  if (PyBytes_AsStringAndSize($input, &start, &size) != 0) SWIG_fail;
  $1 = start;
  $2 = (size_t)size;
}
%typemap(in) const jpy_bytes * (jpy_bytes given) {
  char *start;
  Py_ssize_t size;
  if (PyBytes_AsStringAndSize($input, &start, &size) != 0) SWIG_fail;
  given.data = start;
  given.size = (size_t)size;
  $1 = &given;
}
%typemap(in, numinputs=0) jpy_bytes *made (jpy_bytes bytes = {0}) "$1 = &bytes;"
%typemap(argout) jpy_bytes *made {
  if (result == JP_OK) {
    $result = PyBytes_FromStringAndSize(bytes$argnum.data, (Py_ssize_t)bytes$argnum.size);
    if ($result == NULL) SWIG_fail;
  }
}
%typemap(freearg) jpy_bytes *made "free(bytes$argnum.data);"

/* Numbers that the library gives back through a pointer. */
%typemap(in, numinputs=0) int64_t *time_us (int64_t time = 0) "$1 = &time;"
%typemap(argout) int64_t *time_us {
  if (result == JP_OK) $result = PyLong_FromLongLong(*$1);
}
%typemap(in, numinputs=0) size_t *index (size_t number = 0) "$1 = &number;"
%typemap(argout) size_t *index {
  if (result == JP_OK) $result = PyLong_FromSize_t(*$1);
}
