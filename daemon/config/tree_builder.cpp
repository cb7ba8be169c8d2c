// SPDX-License-Identifier: Apache-2.0
#include "daemon/config/tree_builder.hpp"

#include <algorithm>

#include "daemon/config/suggest.hpp"
#include "daemon/config/yaml.hpp"

namespace tessera {

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  auto nothing = std::make_shared<Node>();
  nothing->at = position(mark);
  root_ = nothing;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  auto node = std::make_shared<Node>();
  node->at = position(mark);
  if (anchor != 0) anchors_[anchor] = node;
  place(node);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto known = anchors_.find(anchor);
  if (known != anchors_.end()) return place(known->second);
  report(position(mark), "an alias may not stand inside what it names");
  failed_ = true;
  OnNull(mark, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  refuse_tag(mark, tag);
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::scalar;
  node->at = position(mark);
  node->text = value;
  if (anchor != 0) anchors_[anchor] = node;
  place(node);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  refuse_tag(mark, tag);
  open(mark, anchor, Node::Kind::list);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  refuse_tag(mark, tag);
  open(mark, anchor, Node::Kind::map);
}

/// yaml-cpp names plain nodes "?" and quoted ones "!"; anything else was written by hand.
void TreeBuilder::refuse_tag(const YAML::Mark& mark, const std::string& tag) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  report(position(mark), "a YAML tag has no meaning here");
}

void TreeBuilder::open(const YAML::Mark& mark, YAML::anchor_t anchor, Node::Kind kind) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->at = position(mark);
  stack_.push_back({std::move(node), anchor, std::nullopt});
}

void TreeBuilder::close() {
  const Open done = std::move(stack_.back());
  stack_.pop_back();
  if (done.anchor != 0) anchors_[done.anchor] = done.node;
  place(done.node);
}

void TreeBuilder::place(const NodePtr& node) {
  if (stack_.empty()) {
    root_ = node;
    return;
  }
  Open& parent = stack_.back();
  if (parent.node->kind == Node::Kind::map) return place_in_map(parent, node);
  grow(*parent.node, *node);
  parent.node->items.push_back(node);
}

void TreeBuilder::place_in_map(Open& parent, const NodePtr& node) {
  if (!parent.entry) {
    if (node->kind != Node::Kind::scalar) report(node->at, "a key must be a word");
    parent.entry = Entry{node->text, node->at, nullptr};
    return;
  }
  grow(*parent.node, *node);
  parent.entry->value = node;
  if (const Entry* first = find_entry(*parent.node, parent.entry->key)) {
    report(parent.entry->at, "duplicate key " + quote(first->key) + "; it stands in line " +
                                 std::to_string(first->at.line) + " already");
  } else {
    parent.node->entries.push_back(*parent.entry);
  }
  parent.entry.reset();
}

/// Aliases can make a short text stand for billions of nodes: they are counted as if written out.
void TreeBuilder::grow(Node& parent, const Node& child) {
  const bool was_small = parent.weight <= most_nodes_;
  parent.weight = std::min(parent.weight + child.weight, most_nodes_ + 1);
  if (failed_ || !was_small || parent.weight <= most_nodes_) return;
  report(parent.at, "more than " + std::to_string(most_nodes_) + " values, aliases written out");
  failed_ = true;
}

}  // namespace tessera
