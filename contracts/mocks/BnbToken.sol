// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A token that behaves like BNB on Ethereum: zero is refused in transfers and approvals, `transfer` returns
/// nothing, `transferFrom` returns true.
contract BnbToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);

    error Thrown();

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        require(amount != 0, Thrown());
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        require(amount <= allowance[from][msg.sender], Thrown());
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }

    function decimals() external pure returns (uint8) {
        return 18;
    }

    function _move(address from, address to, uint256 amount) private {
        require(to != address(0) && amount != 0 && amount <= balanceOf[from], Thrown());
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
}
