# SPDX-License-Identifier: Apache-2.0
# How every target is compiled. No build type is assumed: distributions pass their own.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

set(TESSERA_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
option(TESSERA_WERROR "Warnings are errors" OFF)

# Debian's g++ 12 warns falsely about null pointers and lifetimes inside coroutines under optimisation,
# so the list is what finds real mistakes without those.
add_compile_options(-Wall -Wextra -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> -Wno-missing-field-initializers)
if(TESSERA_WERROR)
  add_compile_options(-Werror)
endif()

if(TESSERA_SANITIZE)
  add_compile_options(-fsanitize=${TESSERA_SANITIZE} -fno-omit-frame-pointer -O0 -g1)
  add_link_options(-fsanitize=${TESSERA_SANITIZE})
endif()

include_directories("${PROJECT_SOURCE_DIR}")
