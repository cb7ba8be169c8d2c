// SPDX-License-Identifier: Apache-2.0
// in tesserad the heap forgets what is freed. A Secret wipes itself, but a seed in base32 also passes through
// JSON, packets and coroutine frames, whose memory nobody else would wipe.
#include <malloc.h>
#include <string.h>

#include <cstdlib>
#include <new>

void* operator new(std::size_t size) {
  for (;;) {
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

/// What a stable sort asks for, and frees like the rest.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
