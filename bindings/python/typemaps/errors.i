/* A jp_status becomes nothing, or an exception made of the jp_error that comes last.
 * SPDX-License-Identifier: Apache-2.0 */
%typemap(in, numinputs=0) jp_error *err (jp_error error = JP_ERROR_INIT) "$1 = &error;"
%typemap(out) jp_status ""
%typemap(argout) jp_error *err {
  if (result != JP_OK) {
    Py_XDECREF($result);
    jpy_raise(&error$argnum);
    SWIG_fail;
  }
  if ($result == NULL)
    $result = Py_NewRef(Py_None);
}
/* A PyObject * that is NULL has raised. */
%typemap(out) PyObject * {
  $result = $1;
  if ($result == NULL) SWIG_fail;
}
/* Never global: it would run what takes PyObjects without the GIL. */
%define %nogil(name)
%exception name {
  Py_BEGIN_ALLOW_THREADS
  $action
  Py_END_ALLOW_THREADS
}
%enddef
