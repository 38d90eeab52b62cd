/* SPDX-License-Identifier: MIT */
/* 09: one job with callbacks and with promises: read a file, make it
 * upper-case, write that to a second file, ask for its size, remove it. Either
 * way each failure is reported, each file closed and the second one removed.
 * That takes 176 lines with callbacks, and 51 with promises. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rill.h>

#include <uv.h>

static void make_upper(char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    text[i] = (char) toupper((unsigned char) text[i]);
  printf("%.*s\n", (int) length, text);
}

/* --- With callbacks ------------------------------------------------------- */

struct job {
  uv_loop_t *uv;
  uv_fs_t request; /* the one that is under way */
  uv_file file;    /* the one that is open */
  const char *from, *to;
  char *text;
  size_t length, capacity, written;
  uint64_t size;
  int code; /* of the first failure */
  const char *failed, *path;
};

static void read_more(struct job *job);
static void open_output(struct job *job);
static void write_more(struct job *job);
static void ask_size(struct job *job);
static void remove_output(struct job *job);

static void note(struct job *job, int code, const char *failed,
                 const char *path) {
  if (job->code != 0) return;
  job->code = code;
  job->failed = failed;
  job->path = path;
}

static ssize_t take_result(struct job *job, const char *what,
                           const char *path) {
  ssize_t result = job->request.result;
  uv_fs_req_cleanup(&job->request);
  if (result < 0) note(job, (int) result, what, path);
  return result;
}

/* A request that could not begin takes the way of one that has failed. */
static void begin(struct job *job, int code, uv_fs_cb callback) {
  if (code == 0) return;
  job->request.result = code;
  callback(&job->request);
}

static void end(struct job *job) {
  if (job->code == 0)
    printf("%" PRIu64 " bytes\n", job->size);
  else
    printf("failed: %s %s: %s\n", job->failed, job->path,
           uv_strerror(job->code));
  free(job->text);
  free(job);
}

static void on_input_closed(uv_fs_t *request) {
  struct job *job = request->data;
  take_result(job, "close", job->from);
  if (job->code == 0)
    open_output(job);
  else
    end(job);
}

static void close_input(struct job *job) {
  begin(job, uv_fs_close(job->uv, &job->request, job->file, on_input_closed),
        on_input_closed);
}

static void on_read(uv_fs_t *request) {
  struct job *job = request->data;
  ssize_t count = take_result(job, "read", job->from);
  if (count <= 0) {
    close_input(job);
    return;
  }
  job->length += (size_t) count;
  read_more(job);
}

static bool make_room(struct job *job) {
  if (job->length < job->capacity) return true;
  size_t capacity = 2 * job->capacity + 4096;
  char *text = realloc(job->text, capacity);
  if (text == NULL) return false;
  job->text = text;
  job->capacity = capacity;
  return true;
}

static void read_more(struct job *job) {
  if (!make_room(job)) {
    note(job, UV_ENOMEM, "read", job->from);
    close_input(job);
    return;
  }
  uv_buf_t room = uv_buf_init(job->text + job->length,
                              (unsigned) (job->capacity - job->length));
  begin(job,
        uv_fs_read(job->uv, &job->request, job->file, &room, 1, -1, on_read),
        on_read);
}

static void on_input_open(uv_fs_t *request) {
  struct job *job = request->data;
  job->file = (uv_file) take_result(job, "open", job->from);
  if (job->file >= 0)
    read_more(job);
  else
    end(job);
}

static void on_output_closed(uv_fs_t *request) {
  struct job *job = request->data;
  take_result(job, "close", job->to);
  if (job->code == 0)
    ask_size(job);
  else
    remove_output(job);
}

static void close_output(struct job *job) {
  begin(job, uv_fs_close(job->uv, &job->request, job->file, on_output_closed),
        on_output_closed);
}

static void on_written(uv_fs_t *request) {
  struct job *job = request->data;
  ssize_t count = take_result(job, "write", job->to);
  if (count < 0) {
    close_output(job);
    return;
  }
  job->written += (size_t) count;
  write_more(job);
}

static void write_more(struct job *job) {
  if (job->written == job->length) {
    close_output(job);
    return;
  }
  uv_buf_t rest = uv_buf_init(job->text + job->written,
                              (unsigned) (job->length - job->written));
  begin(
      job,
      uv_fs_write(job->uv, &job->request, job->file, &rest, 1, -1, on_written),
      on_written);
}

static void on_output_open(uv_fs_t *request) {
  struct job *job = request->data;
  job->file = (uv_file) take_result(job, "open", job->to);
  if (job->file >= 0)
    write_more(job);
  else
    end(job);
}

static void open_output(struct job *job) {
  make_upper(job->text, job->length);
  int flags = UV_FS_O_WRONLY | UV_FS_O_CREAT | UV_FS_O_TRUNC;
  begin(
      job,
      uv_fs_open(job->uv, &job->request, job->to, flags, 0666, on_output_open),
      on_output_open);
}

static void on_size(uv_fs_t *request) {
  struct job *job = request->data;
  take_result(job, "stat", job->to);
  job->size = request->statbuf.st_size;
  remove_output(job);
}

static void ask_size(struct job *job) {
  begin(job, uv_fs_stat(job->uv, &job->request, job->to, on_size), on_size);
}

static void on_removed(uv_fs_t *request) {
  struct job *job = request->data;
  take_result(job, "unlink", job->to);
  end(job);
}

static void remove_output(struct job *job) {
  begin(job, uv_fs_unlink(job->uv, &job->request, job->to, on_removed),
        on_removed);
}

static void with_callbacks(uv_loop_t *uv, const char *from, const char *to) {
  struct job *job = calloc(1, sizeof *job);
  if (job == NULL) {
    printf("failed: no memory\n");
    return;
  }
  *job = (struct job){.uv = uv, .from = from, .to = to};
  job->request.data = job;
  begin(job,
        uv_fs_open(uv, &job->request, from, UV_FS_O_RDONLY, 0, on_input_open),
        on_input_open);
}

/* --- With promises -------------------------------------------------------- */

struct task {
  rill_scheduler_t *loop;
  const char *from, *to;
};

static rill_value_t stat_output(rill_value_t written, void *context) {
  (void) written;
  const struct task *task = context;
  return rill_object(rill_fs_stat(task->loop, task->to));
}

static rill_value_t ignore(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_none();
}

/* It is not there if it could not be made. */
static rill_value_t unlink_output(void *context) {
  const struct task *task = context;
  return rill_object(rill_promise_catch_code(
      rill_fs_unlink(task->loop, task->to), UV_ENOENT, rill_call(ignore)));
}

static rill_value_t write_upper(rill_value_t bytes, void *context) {
  const struct task *task = context;
  rill_context_t self = rill_borrow(context);
  size_t length;
  const void *data = rill_as_bytes(bytes, &length);
  char *text = malloc(length + 1); /* what others may see stays as it is */
  if (text == NULL) return rill_fail(rill_error_new(RILL_ENOMEM, "no memory"));
  memcpy(text, data, length);
  make_upper(text, length);
  rill_promise_t *done = rill_fs_write_file(task->loop, task->to,
                                            rill_bytes_own(text, length, free));
  done = rill_then(done, rill_call_with(stat_output, self), rill_no_fn());
  return rill_object(
      rill_promise_finally(done, rill_call_with(unlink_output, self)));
}

static rill_value_t show(rill_value_t stat, void *context) {
  (void) context;
  printf("%" PRIu64 " bytes\n", rill_as_stat(stat)->size);
  return rill_none();
}

static rill_value_t complain(rill_value_t error, void *context) {
  (void) context;
  printf("failed: %s\n", rill_error_message(rill_as_error(error)));
  return rill_none();
}

static void with_promises(struct task *task) {
  rill_promise_t *done = rill_fs_read_file(task->loop, task->from);
  done = rill_then(done, rill_call_with(write_upper, rill_borrow(task)),
                   rill_no_fn());
  rill_unref(rill_then(done, rill_call(show), rill_call(complain)));
}

/* --- Both ----------------------------------------------------------------- */

static bool make_input(char *path, size_t size) {
  size_t length = size;
  if (uv_os_tmpdir(path, &length) != 0) return false;
  if (length + sizeof "/rill-XXXXXX" > size) return false;
  strcpy(path + length, "/rill-XXXXXX");
  int file = mkstemp(path);
  if (file < 0) return false;
  static const char text[] = "a little text";
  bool written = write(file, text, strlen(text)) == (ssize_t) strlen(text);
  return close(file) == 0 && written;
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  char from[1000], to[1010];
  const char *missing = "/no/such/file";
  if (!make_input(from, sizeof from)) return EXIT_FAILURE;
  snprintf(to, sizeof to, "%s.upper", from);

  printf("with callbacks:\n");
  with_callbacks(uv, from, to);
  uv_run(uv, UV_RUN_DEFAULT);
  with_callbacks(uv, missing, to);
  uv_run(uv, UV_RUN_DEFAULT);

  printf("with promises:\n");
  with_promises(&(struct task){loop, from, to});
  uv_run(uv, UV_RUN_DEFAULT);
  with_promises(&(struct task){loop, missing, to});
  uv_run(uv, UV_RUN_DEFAULT);

  unlink(from);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
