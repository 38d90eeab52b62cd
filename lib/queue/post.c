/* SPDX-License-Identifier: MIT */
/* post: what other threads put. */
#include "queue/queue.h"

static rill_queue_t *queue_of(struct rill_posts *posts) {
  return rill_container_of(posts, rill_queue_t, posts);
}

static bool posts_take(struct rill_posts *posts, rill_value_t *item) {
  pthread_mutex_lock(&posts->lock);
  bool some = posts->items.count > 0;
  if (some) *item = rill_ring_pop(&posts->items);
  pthread_mutex_unlock(&posts->lock);
  return some;
}

static bool posts_wait(struct rill_posts *posts) {
  pthread_mutex_lock(&posts->lock);
  bool some = posts->items.count > 0;
  pthread_mutex_unlock(&posts->lock);
  return some;
}

/* Nobody else is there to be told. */
static void posts_fail(rill_queue_t *queue, rill_value_t item,
                       rill_error_t *error) {
  rill_scheduler_unhandled(queue->scheduler, error);
  rill_unref(error);
  rill_queue_drop(queue, item);
}

/* One whose turn it is; one that does not have to wait needs none. */
static void posts_add(rill_queue_t *queue, rill_value_t item) {
  rill_error_t *error = NULL;
  if (queue->overflow == RILL_OVERFLOW_WAIT)
    error = rill_queue_add(queue, item);
  else
    rill_queue_offer(queue, "rill_queue_post", item, &error);
  if (error != NULL)
    posts_fail(queue, item, error);
  else
    rill_value_unref(item);
}

/* One at a time, like all who wait. */
static void posts_turn(rill_line_t *line, rill_member_t *member,
                       rill_error_t *error) {
  struct rill_posts *posts =
      rill_container_of(member, struct rill_posts, member);
  rill_value_t item;
  if (error != NULL || !posts_take(posts, &item)) return;
  posts_add(queue_of(posts), item);
  if (member->line == NULL && posts_wait(posts)) rill_line_join(line, member);
}

static bool posts_need_not_wait(const rill_queue_t *queue) {
  if (queue->overflow != RILL_OVERFLOW_WAIT) return true;
  return queue->putters.count == 0 && rill_queue_room(queue) > 0;
}

/* Who stands in line where there is room is never called: so only those do
 * who found none. What is posted from now on has a job of its own. */
static void posts_offer(rill_queue_t *queue) {
  struct rill_posts *posts = &queue->posts;
  rill_value_t item;
  while (posts_need_not_wait(queue)) {
    if (!posts_take(posts, &item)) return;
    posts_add(queue, item);
  }
  if (posts->member.line == NULL && posts_wait(posts))
    rill_line_join(&queue->putters, &posts->member);
}

static void posts_run(rill_job_t *job, int status) {
  struct rill_posts *posts = rill_container_of(job, struct rill_posts, job);
  rill_queue_t *queue = queue_of(posts);
  pthread_mutex_lock(&posts->lock);
  posts->posted = false;
  pthread_mutex_unlock(&posts->lock);
  if (status == 0 && !queue->closed) posts_offer(queue);
  rill_unref(queue);
}

void rill_queue_posts_open(rill_queue_t *queue) {
  struct rill_posts *posts = &queue->posts;
  pthread_mutex_init(&posts->lock, NULL);
  posts->job.run = posts_run;
  posts->member.turn = posts_turn;
}

void rill_queue_posts_end(rill_queue_t *queue, bool drop) {
  struct rill_posts *posts = &queue->posts;
  rill_value_t item;
  pthread_mutex_lock(&posts->lock);
  posts->closed = true;
  pthread_mutex_unlock(&posts->lock);
  while (posts_take(posts, &item)) {
    if (drop)
      rill_queue_drop(queue, item);
    else
      posts_add(queue, item);
  }
}

void rill_queue_posts_close(rill_queue_t *queue) {
  rill_queue_posts_end(queue, true);
  rill_ring_clear(&queue->posts.items);
  pthread_mutex_destroy(&queue->posts.lock);
}

static int posts_put(rill_queue_t *queue, rill_value_t item, bool *first) {
  struct rill_posts *posts = &queue->posts;
  if (posts->closed) return RILL_ECLOSED;
  if (posts->items.count >= queue->capacity) return RILL_EAGAIN;
  if (!rill_ring_push(&posts->items, rill_value_ref(item))) return RILL_ENOMEM;
  *first = !posts->posted;
  posts->posted = true;
  return 0;
}

int rill_queue_post(rill_queue_t *queue, rill_value_t item) {
  bool first = false;
  if (queue == NULL || item.kind == RILL_ERROR) return RILL_EINVAL;
  struct rill_posts *posts = &queue->posts;
  pthread_mutex_lock(&posts->lock);
  int code = posts_put(queue, item, &first);
  pthread_mutex_unlock(&posts->lock);
  if (code != 0 || !first) return code;
  rill_ref_object(queue);
  code = rill_post_job(queue->scheduler, &posts->job);
  if (code == 0) return 0;
  pthread_mutex_lock(&posts->lock);
  posts->closed = true; /* the scheduler is, for good */
  if (posts->items.count > 0)
    rill_value_unref(rill_ring_pop_last(&posts->items));
  pthread_mutex_unlock(&posts->lock);
  rill_unref(queue);
  return code;
}
