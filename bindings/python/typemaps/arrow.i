/* Arrow streams in (moved out of their capsule at once) and out.
 * SPDX-License-Identifier: Apache-2.0 */
%typemap(in) struct ArrowArrayStream *stream (struct ArrowArrayStream moved = {0}) {
  if (jpy_take_stream(&moved, $input) != 0) SWIG_fail;
  $1 = &moved;
}
%typemap(freearg) struct ArrowArrayStream *stream {
  if (moved$argnum.release != NULL) JPY_QUIETLY(moved$argnum.release(&moved$argnum));
}
%typemap(in, numinputs=0) struct ArrowArrayStream *made (struct ArrowArrayStream stream = {0}) "$1 = &stream;"
%typemap(argout) struct ArrowArrayStream *made {
  if (result == JP_OK) {
    $result = jpy_give_stream(&stream$argnum);
    if ($result == NULL) SWIG_fail;
  }
}
%typemap(freearg) struct ArrowArrayStream *made {
  if (stream$argnum.release != NULL) JPY_QUIETLY(stream$argnum.release(&stream$argnum));
}
