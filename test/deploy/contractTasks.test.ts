import { expect } from "chai";
import { contractTasks } from "../../scripts/contractTasks.js";

describe("the tasks around the contracts", () => {
  it("name no empty default in their help", () => {
    const empty = contractTasks.flatMap((task) =>
      Object.values(task.options)
        .filter(({ defaultValue }) => defaultValue === "")
        .map(({ name }) => `${task.id.join(" ")} --${name}`),
    );
    expect(empty).to.deep.equal([]);
  });
});
