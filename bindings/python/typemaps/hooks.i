/* (progress, warnings, bad_row, source): the Python objects behind callbacks; None where there is none.
 * SPDX-License-Identifier: Apache-2.0 */
%typemap(in) jpy_hooks *hooks (jpy_hooks given = {0}) {
  PyObject *parts[4];
  if (!PyArg_ParseTuple($input, "OOOO", &parts[0], &parts[1], &parts[2], &parts[3])) SWIG_fail;
  given.progress = parts[0] == Py_None ? NULL : parts[0];
  given.warnings = parts[1] == Py_None ? NULL : parts[1];
  given.bad_row = parts[2] == Py_None ? NULL : parts[2];
  given.source = parts[3] == Py_None ? NULL : parts[3];
  if (given.warnings != NULL && !PyList_Check(given.warnings)) {
    PyErr_SetString(PyExc_TypeError, "warnings: expected a list");
    SWIG_fail;
  }
  $1 = &given;
}
