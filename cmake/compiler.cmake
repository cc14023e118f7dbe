# How everything in this tree is compiled: the flags that the bits depend on, warnings, hardening.
#
# SPDX-License-Identifier: Apache-2.0
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)
include(CheckLinkerFlag)
include(CheckPIESupported)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
check_pie_supported(LANGUAGES C OUTPUT_VARIABLE jp_pie_output)

# The same bits everywhere: no fused multiply-add, and doubles that are doubles (not the x87's). Floats that
# are computed as doubles, FLT_EVAL_METHOD 1, do no harm: nothing here computes with floats.
add_compile_options(-ffp-contract=off)
check_c_source_compiles([[
#include <float.h>
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
#error "doubles are kept in wider registers"
#endif
int main(void) { return 0; }
]] JP_DOUBLES_ARE_DOUBLES)
if(NOT JP_DOUBLES_ARE_DOUBLES)
  add_compile_options(-msse2 -mfpmath=sse)
endif()

# Sanitizers and coverage look at the program: what would get in their way is left out.
string(REGEX MATCH "-fsanitize=|--coverage" jp_instrumented "${CMAKE_C_FLAGS}")

if(JP_WERROR)
  add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
    -Wdouble-promotion -Wfloat-conversion -Wformat=2 -Wundef -Wvla -Wstrict-prototypes
    -Wmissing-prototypes -Wswitch-enum -Werror)
elseif(PROJECT_IS_TOP_LEVEL)
  add_compile_options(-Wall -Wextra)
endif()

# Adds compiler flags, each only where the compiler has it.
function(jp_add_flags)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "JP_HAS${flag}" has)
    check_c_compiler_flag("${flag}" ${has})
    if(${has})
      add_compile_options("${flag}")
    endif()
  endforeach()
endfunction()

function(jp_add_link_flags)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "JP_LINKS_${flag}" has)
    check_linker_flag(C "LINKER:${flag}" ${has})
    if(${has})
      add_link_options("LINKER:${flag}")
    endif()
  endforeach()
endfunction()

jp_add_flags(-fno-semantic-interposition)
if(JP_HARDENING AND NOT jp_instrumented)
  jp_add_flags(-fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|i.86")
    jp_add_flags(-fcf-protection=full)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    jp_add_flags(-mbranch-protection=standard)
  endif()
  set(jp_optimised "$<CONFIG:Release,RelWithDebInfo,MinSizeRel>") # fortifying needs optimisation
  add_compile_options("$<${jp_optimised}:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  jp_add_link_flags(-z,relro -z,now -z,noexecstack)
endif()
