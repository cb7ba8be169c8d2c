// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/load.hpp"
#include "daemon/config/node.hpp"

namespace tessera {

/// Makes a tree of yaml-cpp's events. Mistakes go to `errors`; failed() tells whether the tree is of use.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string file, std::vector<ConfigError>& errors, std::size_t most_nodes)
      : file_(std::move(file)), errors_(errors), most_nodes_(most_nodes) {}

  NodePtr root() const { return root_; }
  bool failed() const { return failed_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::shared_ptr<Node> node;
    YAML::anchor_t anchor = 0;
    std::optional<Entry> entry;  ///< a key that waits for its value
  };

  Position position(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }
  void report(const Position& at, std::string message) { errors_.push_back({at, std::move(message)}); }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag);
  void open(const YAML::Mark& mark, YAML::anchor_t anchor, Node::Kind kind);
  void close();
  void place(const NodePtr& node);
  void place_in_map(Open& parent, const NodePtr& node);
  void grow(Node& parent, const Node& child);

  std::string file_;
  std::vector<ConfigError>& errors_;
  std::size_t most_nodes_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, NodePtr> anchors_;
  NodePtr root_ = std::make_shared<Node>();
  bool failed_ = false;
};

}  // namespace tessera
