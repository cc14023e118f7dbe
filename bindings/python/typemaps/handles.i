/* Opaque objects of the library as named capsules.
 * SPDX-License-Identifier: Apache-2.0 */
%define %handle(TYPE, SHORT, FREE)
%{
static void jpy_##SHORT##_capsule(PyObject *capsule) {
  FREE((TYPE *)PyCapsule_GetPointer(capsule, "joyfulprofit." #SHORT));
}
%}
%typemap(in) TYPE *, const TYPE * {
  $1 = (TYPE *)PyCapsule_GetPointer($input, "joyfulprofit." #SHORT);
  if ($1 == NULL) SWIG_fail;
}
%typemap(in, numinputs=0) TYPE **made (TYPE *object = NULL) "$1 = &object;"
%typemap(argout) TYPE **made {
  if (object$argnum != NULL && result == JP_OK) {
    $result = PyCapsule_New(object$argnum, "joyfulprofit." #SHORT, jpy_##SHORT##_capsule);
    if ($result == NULL) SWIG_fail;
    object$argnum = NULL;
  }
}
%typemap(freearg) TYPE **made "FREE(object$argnum);"
%enddef
%handle(jp_model, model, jp_model_free)
%handle(jp_fact_table, facts, jp_fact_table_free)
%handle(jpy_explanation, explanation, jpy_explanation_free)
%handle(jp_robustness, robustness, jp_robustness_free)
%handle(jp_table, table, jp_table_free)
%handle(jp_state, state, jp_state_free)
%handle(jp_scorer, scorer, jp_scorer_free)
