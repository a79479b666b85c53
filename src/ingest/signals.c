#define _GNU_SOURCE
#include "ingest/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"

static struct {
    int fd;
    bool *stop;
    void (*on_hangup)(void *context);
    void *context;
} watched = {.fd = -1};

static void fill(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

enum result signals_block(void)
{
    sigset_t set;
    fill(&set);
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return RESULT_IO;
    return RESULT_OK;
}

static void ready(void *context, short revents)
{
    struct signalfd_siginfo info;
    while (read(watched.fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo == SIGHUP) {
            watched.on_hangup(watched.context);
            continue;
        }
        log_info("stopping", LOG_INT("signal", info.ssi_signo), LOG_END);
        *watched.stop = true;
    }
}

enum result signals_watch(struct loop *loop, bool *stop, void (*on_hangup)(void *context), void *context)
{
    sigset_t set;
    fill(&set);
    watched.fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (watched.fd < 0)
        return RESULT_IO;
    watched.stop = stop;
    watched.on_hangup = on_hangup;
    watched.context = context;
    return loop_watch_add(loop, watched.fd, POLLIN, ready, NULL) ? RESULT_OK : RESULT_NO_MEMORY;
}
