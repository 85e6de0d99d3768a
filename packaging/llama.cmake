# Read by CMake while pip builds llama-cpp-python (prepare.py passes it in CMAKE_ARGS). The package forces this library
# into its cache as ON and never uses it; a plain variable goes before the cache. It is over half of the compiling.
set(LLAMA_BUILD_COMMON OFF)
