/* SPDX-License-Identifier: MIT */
/* fs_sendfile: from file to file, in as many parts as it takes. */
#include "io/request.h"

static int sendfile_submit(rill_fs_t *fs, uv_loop_t *loop) {
  const rill_fs_args_t *args = &fs->args;
  return uv_fs_sendfile(loop, &fs->uv, args->file->number, args->input->number,
                        args->offset + fs->done,
                        (size_t) (args->length - fs->done), rill_fs_done);
}

static int sendfile_again(rill_fs_t *fs) {
  fs->done += fs->uv.result;
  return fs->uv.result > 0 && fs->done < fs->args.length;
}

static rill_value_t sendfile_result(rill_fs_t *fs) {
  return rill_int(fs->done);
}

static const rill_fs_op_t sendfile_op = {
    .name = "rill_fs_sendfile",
    .submit = sendfile_submit,
    .again = sendfile_again,
    .result = sendfile_result,
};

static rill_error_t *sendfile_check(rill_value_t input, int64_t offset,
                                    int64_t length) {
  const char *name = sendfile_op.name;
  rill_error_t *error = rill_file_check(input, name, "input");
  if (error == NULL) error = rill_fs_check_least(name, "offset", offset, 0);
  if (error == NULL) error = rill_fs_check_least(name, "length", length, 0);
  return error;
}

rill_promise_t *rill_fs_sendfile(rill_value_t file, rill_value_t input,
                                 int64_t offset, int64_t length) {
  rill_fs_args_t args = {
      .input = rill_as_object(input, &rill_file_type),
      .offset = offset,
      .length = length,
  };
  return rill_fs_start_on(file, &sendfile_op, &args,
                          sendfile_check(input, offset, length));
}
