# install and uninstall: headers, both libraries, joyfulprofit.pc, the CMake package, the command with
# its man page and completions, the default model, the documents.
#
# SPDX-License-Identifier: Apache-2.0
include(CMakePackageConfigHelpers)

# What was there before is remembered first, so that uninstalling leaves no empty folder of ours.
set(jp_install_folders
  "${CMAKE_INSTALL_BINDIR}"
  "${CMAKE_INSTALL_INCLUDEDIR}/joyfulprofit"
  "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
  "${CMAKE_INSTALL_LIBDIR}/cmake/joyfulprofit"
  "${CMAKE_INSTALL_MANDIR}/man1"
  "${CMAKE_INSTALL_DATADIR}/joyfulprofit"
  "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
  "${CMAKE_INSTALL_DATADIR}/zsh/site-functions"
  "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d"
  "${CMAKE_INSTALL_DOCDIR}/docs"
  "${CMAKE_INSTALL_DOCDIR}/docs/pictures"
  "${CMAKE_INSTALL_DOCDIR}/licenses")
configure_file("${PROJECT_SOURCE_DIR}/cmake/remember.cmake.in"
  "${PROJECT_BINARY_DIR}/remember.cmake" @ONLY)
install(SCRIPT "${PROJECT_BINARY_DIR}/remember.cmake")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/joyfulprofit"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")

set(jp_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/joyfulprofit")
install(TARGETS joyfulprofit EXPORT joyfulprofit)
install(TARGETS joyfulprofit_static EXPORT joyfulprofit-static)
install(EXPORT joyfulprofit NAMESPACE joyfulprofit:: DESTINATION "${jp_package_dir}"
  FILE joyfulprofit-targets.cmake)
install(EXPORT joyfulprofit-static NAMESPACE joyfulprofit:: DESTINATION "${jp_package_dir}"
  FILE joyfulprofit-static-targets.cmake)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/joyfulprofit-config.cmake.in"
  "${PROJECT_BINARY_DIR}/joyfulprofit-config.cmake" INSTALL_DESTINATION "${jp_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/joyfulprofit-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/joyfulprofit-config.cmake"
  "${PROJECT_BINARY_DIR}/joyfulprofit-config-version.cmake" DESTINATION "${jp_package_dir}")

# joyfulprofit.pc finds itself, so that the tree may be moved: its prefix is relative to its own place.
file(RELATIVE_PATH jp_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" jp_to_prefix "${jp_to_prefix}")
set(JP_PC_PREFIX "\${pcfiledir}/${jp_to_prefix}")
foreach(folder IN ITEMS LIBDIR INCLUDEDIR DATADIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${folder}}")
    set(JP_PC_${folder} "${CMAKE_INSTALL_${folder}}")
    set(JP_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
  else()
    set(JP_PC_${folder} "\${prefix}/${CMAKE_INSTALL_${folder}}")
  endif()
endforeach()
set(JP_PC_REQUIRES " jansson >= 2.13, libmd")
if(JP_BUNDLED)
  set(JP_PC_REQUIRES)
endif()
configure_file("${PROJECT_SOURCE_DIR}/joyfulprofit.pc.in" "${PROJECT_BINARY_DIR}/joyfulprofit.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/joyfulprofit.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# jp_install_if_there(destination file... [RENAME name])
function(jp_install_if_there destination file)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${file}")
    install(FILES "${PROJECT_SOURCE_DIR}/${file}" DESTINATION "${destination}" ${ARGN})
  endif()
endfunction()

file(GLOB jp_models CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/model/*.json")
install(FILES ${jp_models} DESTINATION "${CMAKE_INSTALL_DATADIR}/joyfulprofit")
foreach(document IN ITEMS LICENSE NOTICE README.md CHANGELOG.md)
  jp_install_if_there("${CMAKE_INSTALL_DOCDIR}" ${document})
endforeach()

if(JP_BUNDLED) # what is inside comes with its licence
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/third_party/licenses" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endif()

foreach(folder IN ITEMS docs docs/pictures)
  file(GLOB jp_documents CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.md"
    "${PROJECT_SOURCE_DIR}/${folder}/*.svg" "${PROJECT_SOURCE_DIR}/${folder}/*.png")
  install(FILES ${jp_documents} DESTINATION "${CMAKE_INSTALL_DOCDIR}/${folder}")
endforeach()

if(TARGET joyfulprofit_command)
  file(RELATIVE_PATH jp_to_lib "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
  set_target_properties(joyfulprofit_command PROPERTIES INSTALL_RPATH "$ORIGIN/${jp_to_lib}")
  install(TARGETS joyfulprofit_command)
  jp_install_if_there("${CMAKE_INSTALL_MANDIR}/man1" tools/joyfulprofit.1)
  set(jp_completion tools/completion)
  jp_install_if_there("${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
    ${jp_completion}/joyfulprofit.bash RENAME joyfulprofit)
  jp_install_if_there("${CMAKE_INSTALL_DATADIR}/zsh/site-functions"
    ${jp_completion}/joyfulprofit.zsh RENAME _joyfulprofit)
  jp_install_if_there("${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" ${jp_completion}/joyfulprofit.fish)
endif()

if(PROJECT_IS_TOP_LEVEL)
  add_custom_target(uninstall
    COMMAND "${CMAKE_COMMAND}" -D "BUILD=${PROJECT_BINARY_DIR}" -P "${PROJECT_SOURCE_DIR}/cmake/uninstall.cmake"
    VERBATIM)
endif()
