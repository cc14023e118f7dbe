# Makes a C file of any file, so that it can be compiled in:
#
#   cmake -DINPUT=model/default.json -DOUTPUT=default_model.c -DNAME=jp__default_model -P embed.cmake
#
# defines `const unsigned char NAME[]` and `const size_t NAME_length`. The same input gives the same
# bytes, so builds stay reproducible; no path goes into the output.
#
# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.22)

foreach(variable IN ITEMS INPUT OUTPUT NAME)
  if(NOT DEFINED ${variable})
    message(FATAL_ERROR "embed.cmake needs -D${variable}=...")
  endif()
endforeach()

file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR length "${digits} / 2")

# Sixteen bytes a line.
string(REPEAT "[0-9a-f]" 32 line)
string(REGEX REPLACE "(${line})" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")

file(WRITE "${OUTPUT}" "/* Made by cmake/embed.cmake. */
#include <stddef.h>

extern const unsigned char ${NAME}[];
extern const size_t ${NAME}_length;

const unsigned char ${NAME}[] = {
${hex}
};
const size_t ${NAME}_length = ${length};
")
