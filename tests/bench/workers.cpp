// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/workers.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace tessera::bench {
namespace {

void* shared_memory(std::size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
  return memory;
}

/// Where the workers and whoever refreshes meet, before each round and after it.
pthread_barrier_t* shared_barrier(unsigned parties) {
  auto* barrier = static_cast<pthread_barrier_t*>(shared_memory(sizeof(pthread_barrier_t)));
  pthread_barrierattr_t attributes;
  pthread_barrierattr_init(&attributes);
  pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_barrier_init(barrier, &attributes, parties);
  return barrier;
}

void work(const Place& place, const std::vector<Candidate>& candidates, unsigned round, unsigned worker,
          Samples& samples) {
  for (std::uint32_t account = worker; account < place.accounts; account += place.workers) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      samples.at(i, round, account) = candidates[i].login(candidates[i].whom(account));
    }
  }
}

pid_t start_worker(const std::function<void()>& task) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    task();
    _exit(0);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tessera_bench: %s\n", error.what());
    kill(getppid(), SIGTERM);  // the others would wait for this one at the barrier
    _exit(1);
  }
}

/// What is done between the rounds, until the workers have ended.
void refresh_rounds(const std::vector<Candidate>& candidates, unsigned rounds, pthread_barrier_t* barrier,
                    const std::vector<pid_t>& workers) {
  for (unsigned round = 0; round < rounds; ++round) {
    for (const Candidate& candidate : candidates) candidate.refresh();
    pthread_barrier_wait(barrier);
    pthread_barrier_wait(barrier);
  }
  for (const pid_t worker : workers) waitpid(worker, nullptr, 0);
}

}  // namespace

Samples::Samples(std::size_t candidates, std::size_t rounds, std::size_t accounts)
    : rounds_(rounds), accounts_(accounts),
      samples_(static_cast<Sample*>(shared_memory(candidates * rounds * accounts * sizeof(Sample)))) {}

Sample& Samples::at(std::size_t candidate, std::size_t round, std::size_t account) {
  return samples_[(candidate * rounds_ + round) * accounts_ + account];
}

std::vector<Sample> Samples::of(std::size_t candidate) const {
  const std::size_t each = rounds_ * accounts_;
  return {samples_ + candidate * each, samples_ + (candidate + 1) * each};
}

void run_rounds(const Place& place, const std::vector<Candidate>& candidates, unsigned rounds, Samples& samples) {
  pthread_barrier_t* barrier = shared_barrier(place.workers + 1);
  std::vector<pid_t> workers;
  for (unsigned worker = 0; worker < place.workers; ++worker) {
    workers.push_back(start_worker([&place, &candidates, rounds, worker, &samples, barrier] {
      for (unsigned round = 0; round < rounds; ++round) {
        pthread_barrier_wait(barrier);
        work(place, candidates, round, worker, samples);
        pthread_barrier_wait(barrier);
      }
    }));
  }
  refresh_rounds(candidates, rounds, barrier, workers);
}

void run_pairs(const Place& place, const Candidate& candidate, unsigned rounds, Samples& samples) {
  pthread_barrier_t* round_barrier = shared_barrier(place.workers + 1);
  pthread_barrier_t* login_barrier = shared_barrier(place.workers);
  std::vector<pid_t> workers;
  for (unsigned worker = 0; worker < place.workers; ++worker) {
    workers.push_back(start_worker([&, worker] {
      for (unsigned round = 0; round < rounds; ++round) {
        pthread_barrier_wait(round_barrier);
        for (std::uint32_t account = 0; account < place.accounts; ++account) {
          pthread_barrier_wait(login_barrier);
          samples.at(worker, round, account) = candidate.login(account);
        }
        pthread_barrier_wait(round_barrier);
      }
    }));
  }
  refresh_rounds({candidate}, rounds, round_barrier, workers);
}

}  // namespace tessera::bench
