# Configures where something is missing and checks that one sentence says so and names the package.
# cmake -D SOURCE=... -D WORK=... -D GENERATOR=... -P missing.cmake
#
# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.22)

# jp_expect(sentence environment... [-- cmake options...])
function(jp_expect sentence)
  set(environment)
  set(options)
  set(into environment)
  foreach(argument IN LISTS ARGN)
    if(argument STREQUAL "--")
      set(into options)
    else()
      list(APPEND ${into} "${argument}")
    endif()
  endforeach()
  file(REMOVE_RECURSE "${WORK}/build")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -E env ${environment}
      "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" -G "${GENERATOR}" ${options}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX MATCHALL "CMake Error" errors "${output}")
  list(LENGTH errors count)
  string(FIND "${output}" "    ${sentence}\n" place)
  if(result EQUAL 0 OR NOT count EQUAL 1 OR place EQUAL -1)
    message(FATAL_ERROR "Expected one error, \"${sentence}\", and got ${count}:\n${output}")
  endif()
  message(STATUS "${sentence}")
endfunction()

# jp_fake(name version) adds a pkg-config module to ${WORK}/modules.
function(jp_fake name version)
  file(WRITE "${WORK}/modules/${name}.pc" "Name: ${name}\nDescription: ${name}\nVersion: ${version}\n")
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}/modules")
set(modules "PKG_CONFIG_LIBDIR=${WORK}/modules" "PKG_CONFIG_PATH=")

set(system -DJP_DEPENDENCIES=system)

jp_expect("joyfulprofit needs jansson >= 2.13, libmd, cmocka: apt-get install libjansson-dev libmd-dev libcmocka-dev"
  ${modules} -- ${system} -DJP_BUILD_TESTS=ON)
jp_expect("joyfulprofit needs jansson >= 2.13, libmd: apt-get install libjansson-dev libmd-dev"
  ${modules} -- ${system} -DJP_BUILD_TESTS=OFF)
jp_fake(libmd 1.0.4)
jp_expect("joyfulprofit needs jansson >= 2.13: apt-get install libjansson-dev"
  ${modules} -- ${system} -DJP_BUILD_TESTS=OFF)
jp_fake(jansson 2.12)
jp_expect("joyfulprofit needs jansson >= 2.13: apt-get install libjansson-dev"
  ${modules} -- ${system} -DJP_BUILD_TESTS=OFF)
set(cmocka "joyfulprofit needs cmocka: apt-get install libcmocka-dev")
jp_expect("${cmocka}" ${modules} -- -DJP_BUILD_TESTS=ON)
jp_fake(jansson 2.13)
jp_expect("${cmocka}" ${modules} -- ${system} -DJP_BUILD_TESTS=ON)
jp_expect("joyfulprofit needs pkg-config: apt-get install pkg-config"
  "A=b" -- -DPKG_CONFIG_EXECUTABLE=${WORK}/none -DJP_BUILD_TESTS=ON)
jp_expect("joyfulprofit needs pkg-config: apt-get install pkg-config"
  "A=b" -- -DPKG_CONFIG_EXECUTABLE=${WORK}/none ${system} -DJP_BUILD_TESTS=OFF)
jp_expect("JP_DEPENDENCIES is auto, system or bundled, not 'none'." "A=b" -- -DJP_DEPENDENCIES=none)
jp_expect("joyfulprofit needs a C11 compiler: apt-get install gcc libc6-dev" "CC=${WORK}/none")

# What the README says to type configures with what the README says to install, which is not all that the tests need.
file(STRINGS "${SOURCE}/README.md" step REGEX "^cmake --preset release")
string(REGEX MATCHALL "-D [A-Z_]+=[A-Z]+" options "${step}")
list(TRANSFORM options REPLACE "-D " "-D")
file(REMOVE_RECURSE "${WORK}/build")
execute_process(
  COMMAND "${CMAKE_COMMAND}" -E env ${modules}
    "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" -G "${GENERATOR}" ${options}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(step STREQUAL "" OR NOT result EQUAL 0)
  message(FATAL_ERROR "The README says \"${step}\", which does not configure:\n${output}")
endif()
message(STATUS "${step}")

# An archive of third_party/ that is another one than the one that is asked for.
file(WRITE "${WORK}/other/CMakeLists.txt" "cmake_minimum_required(VERSION 3.22)
project(other LANGUAGES NONE)
include(\"${SOURCE}/cmake/unpack.cmake\")
jp_unpack(some.tar.xz 1111)
")
file(WRITE "${WORK}/other/some.tar.xz" "")
set(nothing e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855)
set(SOURCE "${WORK}/other")
jp_expect("${SOURCE}/some.tar.xz is not the archive it should be: its SHA-256 is ${nothing}, not 1111." "A=b")
