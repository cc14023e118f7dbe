# SPDX-License-Identifier: Apache-2.0

# jp_unpack(archive sha256) unpacks an archive of the current source folder into the current binary folder,
# unless that has been done; stops where it is not the archive that it should be.
function(jp_unpack archive sha256)
  set(file "${CMAKE_CURRENT_SOURCE_DIR}/${archive}")
  set(done "${CMAKE_CURRENT_BINARY_DIR}/${archive}.unpacked")
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "  ${file} is missing, and JP_DEPENDENCIES asks for it.")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(SHA256 "${file}" found)
  if(NOT found STREQUAL sha256)
    message(FATAL_ERROR "  ${file} is not the archive it should be: its SHA-256 is ${found}, not ${sha256}.")
  endif()
  set(before)
  if(EXISTS "${done}")
    file(READ "${done}" before)
  endif()
  if(NOT before STREQUAL sha256)
    file(ARCHIVE_EXTRACT INPUT "${file}" DESTINATION "${CMAKE_CURRENT_BINARY_DIR}")
    file(WRITE "${done}" "${sha256}")
  endif()
endfunction()
