/* (progress, warnings, bad_row, source, naming): the Python objects behind callbacks, and what the caller calls
 * columns and words; None where there is none.
 * SPDX-License-Identifier: Apache-2.0 */
%typemap(in) jpy_hooks *hooks (jpy_hooks given = {0}) {
  PyObject *parts[5] = { NULL, NULL, NULL, NULL, Py_None };
  if (!PyArg_ParseTuple($input, "OOOO|O", &parts[0], &parts[1], &parts[2], &parts[3], &parts[4])) SWIG_fail;
  given.progress = parts[0] == Py_None ? NULL : parts[0];
  given.warnings = parts[1] == Py_None ? NULL : parts[1];
  given.bad_row = parts[2] == Py_None ? NULL : parts[2];
  given.source = parts[3] == Py_None ? NULL : parts[3];
  if (given.warnings != NULL && !PyList_Check(given.warnings)) {
    PyErr_SetString(PyExc_TypeError, "warnings: expected a list");
    SWIG_fail;
  }
  $1 = &given;
  if (parts[4] != Py_None && !jpy_take_naming($1, parts[4])) SWIG_fail;
}
%typemap(freearg) jpy_hooks *hooks {
  if ($1 != NULL) jpy_free_naming($1);
}
