# Removes what `cmake --install BUILD` put in place, and the folders it made if they are empty now.
# Run by `cmake --build BUILD --target uninstall`; with DESTDIR as it was when installing.
#
# SPDX-License-Identifier: Apache-2.0
set(manifest "${BUILD}/install_manifest.txt")
set(made "${BUILD}/installed-folders.txt")
if(NOT EXISTS "${manifest}")
  message(FATAL_ERROR "  Nothing was installed from ${BUILD}.")
endif()

file(STRINGS "${manifest}" files)
foreach(file IN LISTS files)
  message(STATUS "Removing $ENV{DESTDIR}${file}")
  file(REMOVE "$ENV{DESTDIR}${file}")
endforeach()

if(EXISTS "${made}")
  file(STRINGS "${made}" folders)
  list(REMOVE_DUPLICATES folders)
  list(SORT folders ORDER DESCENDING) # the inner ones first
  foreach(folder IN LISTS folders)
    file(GLOB content LIST_DIRECTORIES true "${folder}/*" "${folder}/.*")
    if(IS_DIRECTORY "${folder}" AND NOT content)
      file(REMOVE_RECURSE "${folder}")
    endif()
  endforeach()
endif()
file(REMOVE "${manifest}" "${made}")
