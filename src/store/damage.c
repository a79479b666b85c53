#define _GNU_SOURCE
#include "store/damage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#define MARK_MODE  0660
#define STACK_SIZE ((size_t)64 * 1024)

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE};
#define FATAL_SIGNALS (sizeof(fatal_signals) / sizeof(fatal_signals[0]))

/* The mark of the environment this thread is in; read by the handler, which runs on the thread that faulted.
 */
static _Thread_local const char *volatile inside;

static struct sigaction before[FATAL_SIGNALS];

static int make_mark(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MARK_MODE);
    if (fd >= 0)
        close(fd);
    return fd;
}

/* Hands the signal to whoever had it before; the default action kills once the handler has returned. */
static void pass_on(int signal_number, siginfo_t *info, void *context)
{
    for (size_t i = 0; i < FATAL_SIGNALS; i++) {
        if (fatal_signals[i] != signal_number)
            continue;
        if (before[i].sa_flags & SA_SIGINFO) {
            before[i].sa_sigaction(signal_number, info, context);
            return;
        }
        if (before[i].sa_handler != SIG_DFL && before[i].sa_handler != SIG_IGN) {
            before[i].sa_handler(signal_number);
            return;
        }
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void on_fatal_signal(int signal_number, siginfo_t *info, void *context)
{
    int saved_errno = errno;
    const char *path = inside;
    inside = NULL;
    if (path)
        make_mark(path);
    errno = saved_errno;
    pass_on(signal_number, info, context);
}

static enum result give_signal_stack(void)
{
    static char stack[STACK_SIZE];
    stack_t now;
    if (sigaltstack(NULL, &now) != 0)
        return RESULT_IO;
    if (!(now.ss_flags & SS_DISABLE))
        return RESULT_OK;
    stack_t own = {.ss_sp = stack, .ss_size = sizeof(stack)};
    return sigaltstack(&own, NULL) == 0 ? RESULT_OK : RESULT_IO;
}

/* Where another handler has taken our place it comes to stand behind ours. */
enum result damage_watch(void)
{
    enum result result = give_signal_stack();
    struct sigaction action = {.sa_sigaction = on_fatal_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FATAL_SIGNALS && !result; i++) {
        struct sigaction now;
        if (sigaction(fatal_signals[i], NULL, &now) != 0)
            return RESULT_IO;
        if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fatal_signal)
            continue;
        before[i] = now;
        if (sigaction(fatal_signals[i], &action, NULL) != 0)
            return RESULT_IO;
    }
    return result;
}

void damage_enter(const char *path)
{
    inside = path;
}

void damage_leave(void)
{
    inside = NULL;
}

void damage_mark(const char *path)
{
    if (make_mark(path) < 0)
        log_error("store_mark_failed", LOG_STR("mark", path), LOG_ERRNO(errno), LOG_END);
    else
        log_error("store_marked_damaged", LOG_STR("mark", path), LOG_END);
}

bool damage_marked(const char *path)
{
    return access(path, F_OK) == 0;
}

enum result damage_clear(const char *path)
{
    return unlink(path) == 0 || errno == ENOENT ? RESULT_OK : RESULT_IO;
}

/* ---- the check in a child ---- */

static void restart_alarm(void)
{
    alarm(DAMAGE_STALL_S);
}

/* Whatever the parent handles or blocks, here these signals kill, at once and without a core file. */
static _Noreturn void run_child(pid_t parent, enum result (*check)(void *, void (*)(void)), void *context)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(2);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    sigset_t deadly;
    sigemptyset(&deadly);
    for (size_t i = 0; i < FATAL_SIGNALS; i++) {
        signal(fatal_signals[i], SIG_DFL);
        sigaddset(&deadly, fatal_signals[i]);
    }
    signal(SIGALRM, SIG_DFL);
    sigaddset(&deadly, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &deadly, NULL);
    restart_alarm();
    _exit(check(context, restart_alarm) == RESULT_OK ? 0 : 1);
}

enum result damage_check_in_child(enum result (*check)(void *context, void (*progress)(void)), void *context)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0)
        return errno == ENOMEM ? RESULT_NO_MEMORY : RESULT_IO;
    if (child == 0)
        run_child(parent, check, context);
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return RESULT_IO;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return RESULT_OK;
    log_error("store_check_failed", LOG_INT("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
              LOG_INT("exit", WIFEXITED(status) ? WEXITSTATUS(status) : 0), LOG_END);
    return RESULT_CORRUPT;
}
